## Reception

desk-title = Reception
desk-scan = Scan or type
desk-scan-hint = Visit code, identity card, social-security card, insurance code, phone or full name: it finds out by itself which
desk-find = Find
desk-department = Department
desk-show = Show
desk-today = { $department } · { $day }
desk-summary = not here yet { $expected } · waiting { $waiting } · in consultation { $inside } · seen { $seen } · did not come { $missed }
desk-empty = Nobody is booked on this day. Register a patient and book on site beside this list.
desk-col-window = Window
desk-col-who = Patient
desk-col-state = State
desk-col-do = Actions
desk-shown = What was presented
desk-check-in = Check in
desk-check-in-label = Check { $name } in
desk-undo-check-in = Undo check-in
desk-undo-check-in-label = Undo the check-in of { $name }
desk-undo-missed = Has come
desk-undo-missed-label = { $name } has come: take the no-show back
desk-waiting = no. { $ticket } · { $ahead } before
desk-left = { $count } left
desk-stay = Stay
desk-found-none-today = Not booked today
desk-book-here = Book on site
desk-no-slots = This department has no seat left today. Look at another department, or another day on the phone.
desk-book = Book this window
desk-book-and-check-in = Check in at once
desk-register = Register a new patient
desk-register-do = Register
desk-credential-hint = The 18 characters of an identity card are checked; sex and birth date are taken from them
desk-sex-by-card = as the card says
desk-nobody = Nobody found for “{ $typed }”
desk-nobody-body = Check the number. Who comes for the first time is registered below.
desk-found = { $count ->
    [one] One person found
   *[other] { $count } people found
}
desk-done-checked-in = Checked in
desk-done-ticket = Checked in, number { $ticket }
desk-done-undo-check-in = The check-in is taken back
desk-done-undo-missed = The no-show is taken back; check-in is possible
desk-done-booked = Booked
desk-done-booked-ticket = Booked and checked in, number { $ticket }
desk-done-registered = Registered
desk-found-more = More people than are shown: please add the birth date behind the name, for example “Zhang Wei 1986-03-02”.
desk-country-hint = For a passport: three letters, for example KOR, USA
