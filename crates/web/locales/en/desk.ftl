## Reception

desk-title = Reception
desk-scan = Scan or type
desk-scan-hint = Visit code, identity card, social-security card, insurance code, phone, the beginning of a name (2 characters or more) or pinyin initials: it finds out by itself which
desk-find = Find
desk-department = Department
desk-show = Show
desk-today = { $department } · { $day }
desk-summary = not here yet { $expected } · waiting { $waiting } · in consultation { $inside } · seen { $seen } · did not come { $missed } · not seen { $not_seen }
desk-empty = Nobody is booked on this day. Register a patient and book on site beside this list.
desk-col-window = Window
desk-col-who = Patient
desk-col-state = State
desk-col-do = Actions
desk-shown = What was presented
desk-check-in = Check in
desk-check-in-label = Check in: { $name }
desk-undo-check-in = Undo check-in
desk-undo-check-in-label = Undo check-in: { $name }
desk-elsewhere = The visit of { $name } at { $window } is with { $department }, { $room }, not here
desk-elsewhere-body = Please send the patient to the desk there; any kiosk, and the own phone, will do as well.
desk-return = Back after tests
desk-return-label = Back after tests: { $name }
desk-undo-return = Undo return
desk-undo-return-label = Undo return: { $name }
desk-undo-transfer = Undo transfer
desk-undo-transfer-label = Undo transfer: { $name }
desk-done-transferred = { $name } waits in another room now · number { $ticket } · { $room }
desk-done-undo-transfer = { $name } waits where they were before · number { $ticket } · { $room }
desk-transfer = Send on to another room
desk-transfer-hint = The patient keeps the number, the fee and the place in the queue that the booked window gives. The phone says the new room.
desk-transfer-to = Which room takes the patient
desk-transfer-none = No other room of the department takes patients now. Another department is a new booking.
desk-transfer-do = Send on
desk-transfer-ahead = { $ahead ->
    [0] would be called next
    [one] one is called before
   *[other] { $ahead } are called before
}
desk-transfer-not-begun = has not begun yet, begins at { $at }
desk-transfer-added = no seat is free, one is added
desk-transfer-behind = { $behind ->
    [one] one person would wait about { $minutes } min longer
   *[other] { $behind } people would each wait about { $minutes } min longer
}
desk-transfer-longer = nobody would wait longer; the session lasts about { $minutes } min longer
desk-transfer-unknown = { $behind ->
    [0] nobody would wait longer
    [one] one person would wait longer; too little is known to say how much
   *[other] { $behind } people would wait longer; too little is known to say how much
}
desk-done-return = { $name } waits again after tests · number { $ticket } · { $room }
desk-done-undo-return = { $name } does not wait after tests any more · number { $ticket } · { $room }
desk-class = Class
desk-class-by-age = Ordinary (by age: priority)
desk-class-ordinary = Ordinary
desk-class-priority = Priority
desk-class-emergency = Emergency
desk-undo-missed = Has come
desk-undo-missed-label = Has come: { $name }, take the no-show back
desk-undo-cancel = Undo cancel
desk-undo-cancel-label = Undo the cancellation: { $name }
desk-done-undo-cancel = The cancellation is taken back; the seat is kept
desk-waiting = { $ahead ->
    [0] no. { $ticket } · next
   *[other] no. { $ticket } · { $ahead } before
}
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
desk-nobody-body = Check the number. Who comes for the first time is registered at the left.
desk-found = { $count ->
    [one] One person found
   *[other] { $count } people found
}
desk-done-undo-check-in = The check-in is taken back
desk-done-undo-missed = The no-show is taken back; check-in is possible
desk-done-booked = Booked
desk-only-booked = Booked, not checked in yet. { $why }
desk-done-registered = Registered
desk-found-more = Please add the birth date behind the name, for example “Zhang Wei 1986-03-02”.
desk-country-hint = For a passport: three letters, for example KOR, USA
desk-found-over = More than { $count } people; the first { $count } are listed
desk-found-masked = The whole name is shown when somebody is opened.
desk-found-today = today { $window }
desk-done-checked-in = { $name } is checked in · number { $ticket } · { $room }
desk-done-booked-and-in = { $name } is booked and checked in · number { $ticket } · { $room }
desk-done-plain = { $name } is checked in · { $room }
desk-done-ahead = { $ahead ->
    [0] Nobody before
    [one] One person before
   *[other] { $ahead } people before
}
desk-done-newborn = The newborn is registered; the mother may act for the child
desk-done-unidentified = Registered. Once it is known who it is, correct the data or merge the records
desk-done-cancelled = Cancelled; the seat is free again
desk-done-moved = Moved to the other window
desk-done-days = The days are noted
desk-days = Days on which the patient cannot come
desk-done-corrected = Corrected
desk-nothing-changed = Nothing was changed
desk-see-holder = Open whose it is
desk-done-merged = The two records are one; it can be taken back
desk-done-unmerged = The merge is taken back; they are two records again
desk-done-family = Family linked
desk-done-login = The login is ready; the patient can use it on the phone now

desk-only-looks = Another department’s list: to look at only. Its own desk can change it.
desk-windows-left = Windows with seats left
desk-close = Close
desk-back = Back
desk-unknown = not recorded
desk-none = none
desk-and = , { "" }
desk-number-end = { $kind } ending in { $end }
desk-phone-end = phone ending in { $end }
desk-credentials = Credentials
desk-unidentified = Unidentified patient
desk-unidentified-hint = In an emergency somebody without papers and without a name is registered too. Correct or merge the record once it is known who it is.
desk-newborn-where = A newborn: open the mother first
desk-newborn-title = Register a newborn of { $name }
desk-newborn-hint = A newborn needs no credential. The mother may act for the child.

desk-search-merge = Scan or type the other record of { $name }
desk-search-family = Scan or type a family member of { $name }
desk-search-end = Stop looking
desk-ways = More
desk-way-correct = Correct data
desk-way-family = Link family
desk-way-merge = Merge another record
desk-way-login = Make a login
desk-way-waitlist = Waiting list
desk-way-draws = Draws
desk-way-itinerary = Several things in one go
desk-draw-none = No draw was joined yet.
desk-draw-open = Draws that can be joined: { $department }
desk-draw-none-open = No draw can be joined now.
desk-draw-closes = can be joined until { $at }
desk-draw-leave = Leave the draw
desk-done-draw-joined = Joined the draw. The person is told the result; it shows here too.
desk-done-draw-left = Left the draw.
desk-wait-none = No waiting list entries yet.
desk-wait-since = since { $at }
desk-wait-join = { $department }: which half-days suit
desk-wait-change = { $department }: change the half-days
desk-done-wait-joined = On the waiting list. An offer shows here and on the person's own phone.
desk-done-wait-changed = Changed. Half-days chosen before keep their places.
desk-done-wait-accepted = The seat is booked; the other half-days of this entry are given up.
desk-done-wait-left = Left the waiting list.
desk-way-newborn = Register a newborn
desk-way-visit = See to appointment { $number }
desk-way-stay = Where stay { $number } is

desk-change = Move or cancel
desk-change-over = This visit is over or under way and can no longer be changed.
desk-change-elsewhere = This visit is with { $department }; its own desk can change it.
desk-move = Move to another window
desk-move-none = No seat is left on the days that can be booked.
desk-move-do = Move to the chosen window
desk-cancel = Cancel the visit
desk-cancel-do = Cancel the visit of { $when }

desk-empty-stays = stays if left empty
desk-new-number = New number
desk-new-number-hint = stays if left empty; a new number replaces one of the same kind
desk-without = Take off a credential that is somebody else’s
desk-without-none = none
desk-correct-do = Save the correction

desk-merge = Compare two records
desk-merge-stays = Record that stays
desk-merge-goes = Record that goes into it
desk-merge-differs = differs
desk-merge-turn = Keep the other one instead
desk-merge-no-visits = No visits today or later
desk-merge-means = As one record, visits, stays and limits count for one person; a wrong merge can be taken back.
desk-merge-do = Merge into one, keeping { $name }
desk-stay-where = The ward sees to stays: ask it to discharge or cancel one of them
desk-alike = Possibly registered twice
desk-alike-same = In common: { $facts }
desk-alike-compare = Compare and merge
desk-merged = Merged record
desk-unmerge = Take the merge back
desk-unmerge-do = Take back: two records again

desk-family-acts = { $name } may act for this person
desk-family-acted = may act for { $name }
desk-family-means = Who is linked books, moves and cancels for the other on the own phone, and sees how it goes.
desk-family-do = Let { $actor } act for { $whom }
desk-family-known = { $actor } may already act for { $whom }.

desk-login-known = Logins there are: { $names }
desk-login-name-hint = 2 to 32 small letters, digits, dots, hyphens or underscores
desk-login-hint = Let the patient type it; at least { $min } characters
desk-login-do = Make the login

# Appeals against missed visits
appeals-link = Appeals to decide: { $count }
appeals-title = Appeals against missed visits
appeals-hint = The oldest first. Opening a name is recorded. What a missed visit blocks stays blocked until it is excused.
appeals-none = No appeal waits for a decision.
appeals-asked = Appealed
appeals-window = Visit
appeals-where = Department
appeals-missed = Missed visit
appeals-missed-at = Marked as missed
appeals-stage = Stands
appeals-stage-none = counts as missed; nobody has appealed
appeals-stage-asked = counts as missed; an appeal is open
appeals-stage-excused = excused, does not count
appeals-stage-declined = counts as missed; the appeal was declined
appeals-decided = Decided
appeals-block = Online booking
appeals-blocked = closed until { $until }: { $count } missed visits within { $days } days
appeals-not-blocked = open
appeals-logged = It is recorded that you have seen this.
appeals-back = All appeals
appeals-reason = Reason, as the patient reads it
appeals-text = In your own words (sealed, may be left empty)
appeals-excuse = Excuse
appeals-excuse-hint = The visit stays missed in the history, but does not count any more.
appeals-excuse-do = Excuse this visit
appeals-decline = Decline the appeal
appeals-decline-hint = The patient reads the reason and cannot appeal again. It can still be excused later.
appeals-decline-do = Decline this appeal
appeals-undo = Take the excuse back
appeals-undo-do = Let it count again
appeals-see = Excuse or look at the appeal
appeals-look = Look at the appeals
appeals-done-excused = The missed visit is excused. The patient gets a message.
appeals-done-declined = The appeal is declined. The patient gets a message.
appeals-done-undone = The excuse was taken back; the visit counts again. The patient gets a message.
desk-merge-over-caps = Cancel as many as are too many, or ask an administrator, who can merge them all the same on this page:
desk-family-end = End: { $actor } acts for { $whom }
desk-done-family-end = It has ended
