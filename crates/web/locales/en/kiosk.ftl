## kiosk

kiosk-title = Check in here
kiosk-code = Code of the visit (8 characters), or scan the one on the phone
kiosk-last = Last 4 characters of the phone number or of a document
kiosk-do = Check in
kiosk-done = { $name } is checked in
kiosk-number = Number { $ticket }
kiosk-where = Please wait at { $department } { $room }
kiosk-ahead = { $count ->
    [0] You are next
    [one] { $count } patient before you
   *[other] { $count } patients before you
  }
kiosk-called = You have been called: please go in
kiosk-back = Done
kiosk-outside = This page works only in the hospital
kiosk-outside-body = Please use a machine in the waiting area, open your visit on your phone, or come to the desk with any credential.
