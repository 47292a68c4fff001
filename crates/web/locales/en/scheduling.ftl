# States, reasons and refusals of booking, queues and beds (crates/scheduling)

appointment-state-booked = booked
appointment-state-arrived = checked in
appointment-state-called = called
appointment-state-in-consultation = in consultation
appointment-state-fulfilled = seen
appointment-state-cancelled = cancelled
appointment-state-no-show = missed
appointment-state-not-seen = not seen

admission-state-requested = waiting for a bed
admission-state-bed-assigned = bed reserved
admission-state-arrived = arrived, being admitted
admission-state-in-bed = in bed
admission-state-discharged = discharged
admission-state-cancelled = cancelled

formality-identity = identity check
formality-form = admission form
formality-insurance = insurance registration
formality-deposit = deposit
formality-wristband = wristband
formality-handover = handover to the ward

sex-male = male
sex-female = female
sex-unknown = unknown

bed-state-free = free
bed-state-reserved = reserved
bed-state-occupied = occupied
bed-state-cleaning = being cleaned

# Why a bed is out of use
bed-block-broken = broken, to be repaired
bed-block-disinfection = disinfection of the room
bed-block-staff = too few staff
bed-block-reserve = kept for emergencies

# The rules about who lies in which room
bed-rule-room-sex = men and women apart
bed-rule-sex-unknown = sex not recorded: alone
bed-rule-oxygen = oxygen at the wall
bed-rule-isolation = a room for isolation
bed-rule-isolated-alone = isolated: alone
bed-rule-beside-isolated = nobody beside somebody isolated

bed-reason-own-ward = The department's own ward
bed-reason-friendly-ward = A ward that takes this department's patients first
bed-reason-other-ward = Another department's ward
bed-reason-fills-room = { $free ->
    [0] Fills the room
    [one] A room already in use by the same sex, { $free } bed left after
   *[other] A room already in use by the same sex, { $free } beds left after
}
bed-reason-opens-room = Opens a room that either sex could use
bed-reason-oxygen = Oxygen at the wall
bed-reason-spares-oxygen = Keeps oxygen beds free
bed-reason-isolation = { $blocked ->
    [0] A single room for isolation
    [one] Isolated alone; { $blocked } other bed cannot be used
   *[other] Isolated alone; { $blocked } other beds cannot be used
}
bed-reason-spares-isolation = Keeps isolation rooms free

# Common
refusal-not-there = { $field } was not found; it may have changed. Please reload the page and choose again.
refusal-id-in-use = The id of { $field } is in use already. Please reload the page and try again.
refusal-empty = { $field } is empty. Please fill it in.
refusal-out-of-range = { $field } is { $value }; it must be between { $min } and { $max }. Please change it.
refusal-code-form = The code “{ $value }” is not valid: use 1 to { $limit } letters, digits, hyphens or underscores.
refusal-code-in-use = The code “{ $value }” is in use already. Please choose another.
refusal-rule-of-hospital = { $field } is a rule of the whole hospital. Please adopt it there.
refusal-no-rules = No booking rules are in force on { $date }, so this cannot be done now. Please ask the hospital's administrator.
refusal-undo-too-late = This can be undone within { $limit } minutes only, and that time has passed. If it was a mistake, please ask an administrator.
refusal-seat-gone = The seat at { $from }–{ $until } has gone, so the cancellation cannot be undone. Please book again.
refusal-cancelled-by-hospital = The hospital cancelled this appointment, so it cannot be undone here. Please call the reception desk.

# Sessions
refusal-fee-range = A fee of { $value } is not possible: it must be from 0 to { $max }. Please change it.
refusal-department-twice = Department “{ $value }” occurs twice in this ward. Please take one away.
refusal-bed-number-twice = Bed number “{ $value }” occurs twice in this ward. Please change one of them.
refusal-slot-minutes = A window of { $value } minutes cannot be published: at least { $min }, at most { $limit } minutes (appointments are exact to within 20 minutes). Please change it.
refusal-session-times = A session from { $from } to { $until } is not possible: it must end after it starts, and by { $limit }.
refusal-session-end = The end, { $until }, is not after the start, { $from }. If it ends on the next day, please tick “Ends on the next day”; else change it.
refusal-slots-do-not-divide = { $minutes } minutes cannot be divided into windows of { $value } minutes. Please change the times or the length of a window.
refusal-slot-count = { $needed } windows are needed and { $value } were given. Please reload the page and try again.
refusal-session-in-past = The session would start at { $value }, which has passed (it is { $now }). Please choose a later time.
refusal-session-too-far = Sessions can be published up to { $last }; { $date } is later. Please choose an earlier day.
refusal-clinician-overlap = This clinician has a session on { $date }, { $from }–{ $until }, in { $room }, and can be in one place only. Please choose another time.
refusal-room-taken = Another session holds { $room } on { $date }, { $from }–{ $until }. Please choose another room or time.
refusal-room-same = The session is in this room already. Please name another one.
refusal-session-booked = { $booked } people are booked in this session, so it cannot be withdrawn. Please move or cancel them first.
refusal-session-kept = { $kept } seats of this session are kept for people whose session was closed, so it cannot be withdrawn. Please wait until they have answered, or close the session instead.
refusal-session-begun = This session began at { $from } (it is { $now }), so it cannot be changed any more.
refusal-session-change-closed = This session is closed, or its closure was undone and people can still answer, so it cannot be changed. Please wait until their time to answer is over.
refusal-session-change-drawn = The seats of this session are being drawn, so it cannot be changed. Please wait until that is over, or cancel the draw first.
refusal-session-changed-meanwhile = This session was changed after the page was opened. Nothing was done; please look at what it is now, and send your change again if it still holds.
refusal-session-same = Nothing has changed. Please change something first.
refusal-session-move-claimed = { $claimed } seats of this session are taken, kept or offered, so it cannot be moved to another day. Please rebook them first, or close the session instead.
refusal-window-claimed = In the window at { $from }, { $claimed } seats are taken, kept or offered, so { $value } are too few. Please rebook them first, or close the session instead.

# Templates and the calendar
refusal-templates-cap = This department has { $value } templates; the limit is { $limit }. Please end those that are not needed.
refusal-template-plans-cap = This template has { $value } changes that are still to come; the limit is { $limit }. Please change or end it first.
refusal-template-overlap = Another template has this clinician at the same time: { $from }–{ $until } in { $room } (they first overlap on { $date }). Please choose another time, or end that template first.
refusal-template-room-taken = Another template holds { $room } at the same time: { $from }–{ $until } (they first overlap on { $date }). Please choose another room or time.
refusal-template-same = Nothing was changed. Please change something first.
refusal-template-changed-meanwhile = This template was changed after the page was opened. Nothing was done; please look at what it says now, and send your change again if it still holds.
refusal-template-ended = This template has ended. Please add a new one.
refusal-template-end-past = A last day of { $date } is too early: what is published does not change with a template. The earliest is { $first }.
refusal-template-from = A first day of { $date } is not possible: it must be from { $first } to { $last }. Please change it.
refusal-template-until-far = The last day { $date } is too far ahead: the latest is { $last }. Leave it empty if the template has no end.
refusal-template-until = The last day { $date } is before the first, { $first }. Please change it.
refusal-template-anchor = Odd weeks cannot be counted from { $date }. Please give a day of these years.
refusal-template-used = This template's session of { $date } was published already and is not published again.
refusal-template-other-day = This template has no session on { $date }. Please check the day of the week and the weeks.
refusal-template-not-released = The session of { $date } will be published at { $at }.
refusal-day-off = { $date } is a day off ({ $name }): no session is published.
refusal-no-calendar = There is no calendar of { $year }, so no session of that year is published by itself. Please enter the calendar first.
refusal-calendar-days = Days off from { $from } to { $until } are not possible: the last day must not be before the first, and at most { $limit } days are in a row. Please change them.
refusal-calendar-day-twice = { $date } is a day off already, or was named twice. Please take one away.
refusal-calendar-other-year = { $date } is not in { $year }. Please write it into the calendar of its own year.
refusal-calendar-line = This line cannot be read: “{ $value }”. Please write it as in the example.
refusal-calendar-no-days-off = No days off of { $year } are entered, so nothing was adopted: sessions would be published on all holidays. Please enter those of the notice, one a line.

# Booking
refusal-already-in-slot = The patient has a seat in the window at { $from } already; the limit is { $limit } per person and window. Please see “My appointments”.
refusal-same-time = The patient has another appointment from { $from } to { $until }, which overlaps. Please choose another window.
refusal-department-day-cap = The patient has { $value } in this department on { $date }; the limit is { $limit } a day. Please move it or choose another day.
refusal-day-cap = The patient has { $value } appointments on { $date }; the limit is { $limit } a day. Please choose another day.
refusal-clinician-day-cap = The patient has { $value } with this clinician on { $date }; the limit is { $limit } a day. Please move it or choose another day.
refusal-week-cap = The patient has { $value } appointments from { $from } to { $until }; the limit is { $limit } a week. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-department-week-cap = The patient has { $value } appointments in this department from { $from } to { $until }; the limit is { $limit } a week. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-clinician-week-cap = The patient has { $value } appointments with this clinician from { $from } to { $until }; the limit is { $limit } a week. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-month-cap = The patient has { $value } appointments from { $from } to { $until }; the limit is { $limit } a month. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-department-month-cap = The patient has { $value } appointments in this department from { $from } to { $until }; the limit is { $limit } a month. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-clinician-month-cap = The patient has { $value } appointments with this clinician from { $from } to { $until }; the limit is { $limit } a month. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-quarter-cap = The patient has { $value } appointments from { $from } to { $until }; the limit is { $limit } a quarter. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-department-quarter-cap = The patient has { $value } appointments in this department from { $from } to { $until }; the limit is { $limit } a quarter. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-clinician-quarter-cap = The patient has { $value } appointments with this clinician from { $from } to { $until }; the limit is { $limit } a quarter. Visits that took place or were missed count too. Please choose a day outside of these, or cancel one that is still to come.
refusal-kind-day-cap = The patient has { $value } appointments of the kind “{ $kind }” { $within } on { $date }; the limit is { $limit } ({ $per }). Please choose another day, or a clinician with another title.
refusal-kind-cap = The patient has { $value } appointments of the kind “{ $kind }” { $within } from { $from } to { $until }; the limit is { $limit } ({ $per }). Visits that took place or were missed count too. Please choose a day outside of these, or a clinician with another title.
refusal-group-day-cap = The patient has { $value } appointments { $within } on { $date }; the limit for “{ $group }” is { $limit } ({ $per }). Please choose another day.
refusal-group-cap = The patient has { $value } appointments { $within } from { $from } to { $until }; the limit for “{ $group }” is { $limit } ({ $per }). Visits that took place or were missed count too. Please choose a day outside of these.
refusal-no-show-block = The patient missed { $value ->
    [one] one visit
   *[other] { $value } visits
} within { $within } days; from { $limit } on, online booking is closed for { $blocked } days, here until { $until }. The desk can still book. If a visit was marked wrongly, please tell the desk.
refusal-cap-range = { $per }, { $within }: { $value }; it must be between { $min } and { $max }. Please change it.
refusal-cap-number = { $per }, { $within }: “{ $value }” is not a number. Please type digits.
refusal-appeal-open = You have appealed already, and the hospital has not decided yet. Please wait for its answer.
refusal-appeal-declined = The hospital has declined the appeal, so it cannot be sent again. The desk can still help.
refusal-visit-excused = This missed visit is excused already and does not count. Nothing more is needed.
refusal-appeal-too-late = The visit was on { $date }; one can appeal for { $limit } days after it. Please ask the desk.
refusal-no-appeal = There is no open appeal against this missed visit. Please look at the list again.
refusal-not-excused = This missed visit is not excused, so there is nothing to take back.
refusal-own-visit = This is your own visit. Somebody else has to decide about it.
refusal-own-exemption = This is you. Somebody else has to decide about an exemption of yours.
refusal-exemption-from = The first day is { $value }; it must be from { $today } to { $latest }. Please change it.
refusal-exemption-until = The last day is { $value }; it must be from { $from } to { $latest }, { $limit } days at most. Please change it.
refusal-exemptions-max = The person has { $value } exemptions in force or still to come; the limit is { $limit }. Please end one that is not needed.
refusal-exemption-over = This exemption is over already.
refusal-cap-twice = Limit number { $value } is about the same period and place as one before it; each may be given once.
refusal-cap-of-day-missing = The hospital's rules must say how many appointments one person may have on one day in the whole hospital.
refusal-rules-changed-meanwhile = The rules were changed since this page was opened. Please look at them again; nothing was changed.
refusal-rules-in-past = Rules cannot count from { $value }, which is past; the earliest day is { $today }.
refusal-rules-step-incomplete = Step { $value } needs all three numbers: missed visits, within days, blocked for days.
refusal-rules-box-empty = { $field }: numbers were typed, but the box above them is not ticked. Please tick it, or empty the fields.
refusal-slot-in-past = This window began at { $from } (it is { $now }). Please choose a later one.
refusal-too-far-ahead = { $date } is not open yet: bookings open { $limit } days ahead, for this day at { $opens }; at present until { $last }.
refusal-group-too-far-ahead = { $date } is not open yet for “{ $group }”: for them bookings open { $limit } days ahead, for this day at { $opens }; at present until { $last }.
refusal-book-too-late = The window at { $from } can be booked by yourself until { $limit } before it starts, which was { $latest }. Please choose a later one, or ask at the desk.
refusal-slot-full = { $limit ->
    [0] All seats of the window at { $from } are kept for others.
    [one] The only seat of the window at { $from } is taken.
   *[other] All { $limit } seats of the window at { $from } are taken.
  } Please choose another window or another clinician.
refusal-cancel-too-late = Please cancel or move at least { $limit } minutes before the start; the latest time was { $latest }. If you cannot come, please call the reception desk.
refusal-department-cancel-cap = { $value } appointments in this department were cancelled or moved for this patient today; the limit is { $limit } a day. From { $until } on it is possible again. Until then the reception desk can do it.
refusal-cancel-cap = { $value } appointments were cancelled or moved for this patient today; the limit is { $limit } a day. From { $until } on it is possible again. Until then the reception desk can do it.
refusal-same-slot = The appointment is in the window at { $from } already. Please choose another.
refusal-other-department = An appointment can be moved within its department only. For another department, please book anew.
refusal-appointment-state = This appointment is “{ $state }” now; this can be done only when it is “{ $needed }”. Please reload the page.

# Waiting list
refusal-wishes-missing = No half-day was chosen. Please choose at least one.
refusal-no-waitlist = This department has no waiting list. Please choose a window that has seats.
refusal-waitlist-cap = The patient is on { $value } waiting lists; the limit is { $limit } per person. Please leave one first.
refusal-waitlist-joins-cap = The patient joined a waiting list { $value } times today; the limit is { $limit } a day. Please come back tomorrow.
refusal-waitlist-line-full = { $value } people wait for this half of { $date }; the limit is { $limit }, and nobody behind them would have a real chance. Please choose another day or clinician.
refusal-waitlist-two-departments = The clinicians of one entry must be of one department. Please join another department's list separately.
refusal-waitlist-wish-twice = The same half of { $date } was chosen twice. Please take one away.
refusal-waitlist-closed = The waiting list of { $date } closed at { $at }. Please choose a later day.
refusal-waitlist-no-session = This clinician has no windows to wait for in this half of { $date }. Please choose another half-day.
refusal-waitlist-not-full = On { $date } the window { $from }–{ $until } has a seat, so there is no need to wait. Please book it.
refusal-already-waiting = The patient waits for this half of { $date } already. Please see “My waiting list”.
refusal-waitlist-ended = This entry ended at { $at }. Please join again or book.
refusal-waitlist-same = Nothing was changed. Please change what you wait for first.
refusal-no-offer = No seat is kept for you now; it may have been answered or run out. You will be asked again when there is one.
refusal-offer-over = The seat was kept until { $until }, and that time is over. You are still on the list and will be asked again.
refusal-no-hold = No seat of this window is held for the patient now; it may have been booked, given up or run out. While there is a seat, you can book it at once.
refusal-hold-not-over = The seat is held until { $until }, and that time is not over.
refusal-hold-open = A seat is held for the patient from { $from } to { $until }, until { $answer }; the times overlap. Please confirm it or give it up first.
refusal-hold-rest = Seats of one session are held for at most { $limit } in a row, and that is used up. From { $at } one can be held again; while there is a seat, you can book it at once.
refusal-holds-too-many = Seats are held at most { $limit } times an hour; that was done { $value } times. From { $at } one can be held again; while there is a seat, you can book it at once.
refusal-offer-open = A seat from the waiting list is kept for the patient from { $from } to { $until }, to be answered by { $answer }; the times overlap. Please answer that offer first.
refusal-offer-extended = This offer was made longer once already, until { $until }. Please answer by then.
refusal-offer-not-longer = This seat can be kept until { $until } only. Please answer by then.
refusal-offer-not-over = This offer lasts until { $until } and has not run out.
refusal-entry-not-over = This entry goes on until { $until }.
refusal-nobody-to-ask = Nobody is left to be asked for this seat; everybody can book it from { $until } on.
refusal-other-person = This entry is another patient's. Please check whom it is for.
refusal-offer-changed = The seat that is offered now is not the one that you saw. Nothing was changed; please look at it and answer again.
refusal-waitlist-changes-cap = This entry was changed { $value } times today; the limit is { $limit } a day. Please come back tomorrow; the places are kept.
refusal-slot-drawn = The seats of { $from }–{ $until } are drawn and cannot be booked before that. Please join the draw.
refusal-draw-pending = The seats of this session are being drawn already; the seed is opened { $at }. Please cancel that draw first.
refusal-session-not-held = This session was closed, so its seats cannot be drawn. Please choose another one.
refusal-draw-times = { $field } is { $value }; it must be { $from } or later, and before the session begins at { $until }. Please change it.
refusal-draw-commitment = The fingerprint of a seed has 64 hexadecimal digits in lower case. Please send it again.
refusal-draw-booked = { $booked } seats of this session are taken, so they cannot be drawn. Please choose a session without bookings.
refusal-draw-not-open = One can join this draw from { $from } on. Please come back then; early and late have the same chance.
refusal-draw-list-open = The list closes at { $at }. Please come back then.
refusal-draw-list-closed = The list closed at { $at }; nobody can join or leave it any more. Please wait for the result.
refusal-draw-opened = The seed was opened at { $at }, and nothing can be changed any more. Please look at the result.
refusal-draw-over = This draw was over at { $at }. Please look at the result, or choose another seat.
refusal-draw-cancelled = This draw was cancelled at { $at }. Please choose another seat.
refusal-draw-sealed = The list was closed at { $at } and its seal is published, so it cannot be opened again. Please wait for the result, or have the draw cancelled and a new one set up.
refusal-draw-prolong-times = { $field } is { $value }; the list can stay open until { $until } at the latest, since the session begins { $begins }, and must stay open until { $from } at least, which is later than was said and ten minutes from now. Please change it, or have the draw cancelled.
refusal-draw-full = The list is full: the limit is { $limit } people. Please choose another day or clinician.
refusal-draw-joined = The patient joined this draw at { $at }; once is enough, and nobody is on a list twice. There is nothing more to do.
refusal-draw-joins-cap = The patient joined this draw { $value } times; the limit is { $limit }. Please choose another seat.
refusal-draw-open-cap = The patient is on the lists of { $value } draws; the limit is { $limit } per person. Please leave one first.
refusal-draw-left = This draw was left at { $at }. Please join again to take part.
refusal-draw-list-twice = The list is not the one that was sealed, so the draw cannot be opened. Please call an administrator.
refusal-draw-numbers = There is no number to give at the moment. Please try again later.
refusal-draw-not-due = The seed is opened at { $at }. Please come back then.
refusal-draw-begun = The session began at { $at }, so it is too late to draw. Please cancel the draw.
refusal-draw-wrong-seed = The seed is not the one whose fingerprint was published. Please cancel the draw and set it up again.
refusal-draw-not-next = It is somebody else's turn; nothing was changed. Please reload the page.
refusal-draw-won = The patient has a seat from this draw already; there is one for each person. There is nothing more to do.
refusal-rule-of-department = { $field } is a rule of a department or of the whole hospital, not of a kind of sessions or of one session.
refusal-rule-not-of-group = { $field } is no rule of a group of patients: a group says when days open, how many appointments, how they are given back and what follows missed visits.
refusal-undo-cancel-called = The patient was called at { $at }, so the cancellation cannot be undone. Please book again.
refusal-night-too-long = A night from { $from } to { $until } is too long: at most { $limit } minutes. Please make it shorter.

# Check-in and calls
refusal-checkin-wrong-day = This appointment is on { $date }; today is { $today }. Please check in on its day.
refusal-checkin-too-early = Check-in opens { $limit } minutes before the start, at { $opens }. Please come back then.
refusal-checkin-too-late = Check-in closed { $limit } minutes after the window, at { $closed }. Please ask the reception desk for another window.
refusal-was-called = The patient has been called, so the check-in cannot be taken back.
refusal-class-not-at-check-in = “After tests” is not chosen at check-in: for somebody who was seen and is back with results, use “back after tests”.
refusal-seen-before-tests = This patient has been seen and only waits to be seen again, so this is no missed visit. If they do not wait any more, undo the return.
refusal-not-back-from-tests = This patient is not back after tests; there is nothing to undo.
refusal-pause-length = A pause until { $until } is not possible: it ends later than now, and lasts { $limit } minutes at most. For longer, close or end the session.
refusal-not-paused = There is no pause now.
refusal-transfer-same-session = The patient waits in this session already. Please choose another one.
refusal-transfer-other-department = A patient is sent on within the department only. For another department, please book anew.
refusal-transfer-other-device = What this patient comes for is done on another kind of device than that session has, or without one. Please choose a session with the same kind.
refusal-transfer-device-out = { $device } of that session is out of service. Please choose another session.
refusal-session-over = This session was to end at { $until }, and nobody is left in it. Please choose another one.
refusal-session-called-off = This session was called off at { $at } and does not take place. Please choose another one.
refusal-add-ons-full = { $limit } patients have been added to this window beyond its seats, and it takes no more. Please choose another session.
refusal-not-sent-on = This patient was not sent on from another room; there is nothing to undo.
refusal-sent-on = This patient was sent on to another room since, and waits there. Please send the patient back first.
refusal-session-paused = Calling pauses, expected until { $until }. Please resume it first.
refusal-presence-code-wrong = This is not the code. Please type the { $digits } digits that the screen in the waiting area shows now; they change each minute and count for { $minutes } minutes. Or check in at the desk.
refusal-presence-code-too-often = { $limit } wrong codes in this minute. Please wait a minute and type what the screen shows then, or check in at the desk.
refusal-kiosk-not-found = Nothing found. Please check the code of the visit, and the last { $digits } characters of the phone number or of a document; only visits of today. Or check in at the desk.
refusal-kiosk-too-often = More than { $limit } wrong tries: no check-in here for the rest of the hour. Please go to the desk, with any credential.
refusal-session-wrong-day = This session is on { $date }; today is { $today }. Nobody can be called.
refusal-session-ended = This session ended at { $at }: nobody is called or checked in any more. Please choose another window.
refusal-session-not-over = This session goes on until { $until }; it can be ended after that.
refusal-session-closed = The session of { $date } ended by itself at { $at }: nobody is called any more. Please choose another window for who was not seen.
refusal-session-not-ended = This session has not been ended, so there is nothing to take back.
refusal-someone-called = { $code } has been called. Please start or pass before calling the next.
refusal-other-queue = This patient is not in this room's queue. Please check the room.
refusal-queue-empty = Nobody is waiting now.
refusal-someone-inside = { $code } is in consultation; a room sees one patient at a time. Please finish first.
refusal-cannot-be-missed = This appointment is “{ $state }” now and cannot be marked as missed.
refusal-missed-too-early = This can be marked as missed from { $earliest } on ({ $limit } minutes after the window). Please wait.

# Admissions and beds
refusal-diagnosis-code = “{ $value }” is not an ICD-10 code. An example: J18.900.
refusal-other-patient = This consultation is another patient's. Please check.
refusal-not-seen-yet = The patient has not been seen yet, so no admission can be requested from this appointment. Please start the consultation first.
refusal-admission-open = The patient has an admission already: { $code } ({ $state }). Please complete or cancel it first.
refusal-admission-state = This admission is “{ $state }” now, so this cannot be done. Please reload the page.
refusal-bed-already-assigned = Bed { $bed } is reserved for this patient already. To change it, please free it first.
refusal-no-bed-assigned = No bed is reserved for this patient yet. Please assign one first.
refusal-not-arrived = The patient has not arrived yet. Please check a credential first.
refusal-formality-done = “{ $formality }” was done at { $since }; it need not be done again.
refusal-formality-not-done = “{ $formality }” has not been done, so there is nothing to take back.
refusal-formalities-open = { $open } formalities are open; the next is “{ $formality }”. The bed can be taken once they are done.
refusal-bed-not-free = Bed { $bed } is “{ $state }” now; a bed takes one patient. Please choose another.
refusal-room-sex = Room { $room } takes “{ $room_sex }” patients now, and this patient's sex is “{ $sex }”. Please choose another room.
refusal-room-sex-unknown = Somebody's sex in room { $room } is not recorded, so nobody can join yet. Please record it first, or choose another room.
refusal-sex-unknown-alone = This patient's sex is not recorded, which needs an empty room for either sex, and room { $room } is none. Please record the sex first, or choose another room.
refusal-transfer-pending = Bed { $bed } of another ward is asked for, and that ward has not answered. Please withdraw that request first.
refusal-no-transfer-pending = No transfer of this patient waits for an answer; it may be done or withdrawn. Please reload the page.
refusal-not-transferred = There is no transfer of this patient that could be taken back.
refusal-undo-other-ward = Bed { $bed } is of another ward, so the transfer is not simply taken back. Please transfer the patient back: that ward accepts.
refusal-room-without-oxygen = Room { $room } has no oxygen at the wall, which this patient needs. Please choose a room with oxygen.
refusal-room-not-for-isolation = Room { $room } cannot be used for isolation. Please choose one that can.
refusal-isolation-needs-room-alone = A patient in isolation needs a room alone, and room { $room } has { $people } in it. Please choose an empty room.
refusal-room-isolated = Somebody is isolated in room { $room }, so nobody may join. Please choose another room.
refusal-same-bed = The patient is in bed { $bed } already. Please choose another.
refusal-not-in-bed = The patient is “{ $state }”, not in bed, so this cannot be done.
refusal-bed-taken-meanwhile = Bed { $bed } has been given to somebody else meanwhile, so this cannot be taken back. Please choose another bed, or request a new admission.
refusal-bed-not-cleaning = Bed { $bed } is not being cleaned, so there is nothing to confirm.
refusal-bed-blocked = Bed { $bed } is out of use ({ $reason }) until the ward says otherwise, so nobody may come into it. Please choose another bed.
refusal-bed-blocked-until = Bed { $bed } is out of use ({ $reason }) until { $until }, so nobody may come into it. Please choose another bed.
refusal-bed-not-blocked = Bed { $bed } is in use, so there is nothing to take back.
refusal-no-rule-broken = Bed { $bed } breaks no rule for this patient. Please reserve it in the usual way.
refusal-bed-block-until = An end at { $value } does not fit: a bed is out of use from now ({ $now }) until { $latest } at most. Please change it, or leave it empty.
refusal-clock-not-stopped = The clock has not stopped anything; there is nothing to agree to

refusal-service-says-twice = In { $field }, the service “{ $value }” says the same thing twice.
refusal-services-changed-meanwhile = The services were changed by somebody else meanwhile. Please look at them again first.
refusal-itinerary-no-chain = The order, gaps or preparations of these { $value } windows do not hold any more, so none of them was booked. Please plan again.
refusal-itinerary-too-much = That is too much to plan ({ $value }). Please choose less.
refusal-itinerary-over = Nothing of this can be cancelled or moved any more.

# Devices
refusal-device-overlap = { $device } is used in another session in { $room } on { $date }, { $from }–{ $until }, and can be used in one session at a time. Please choose another device or time.
refusal-device-out-of-service = { $device } is out of service since { $since }, so no session can be put on it now. Please wait until the device works again, or choose another device.
refusal-device-in-service = { $device } is not out of service now. Please reload the page.
refusal-device-department = { $device } does not belong to this clinician's department. Please choose a device of the department.
refusal-device-same = The session uses { $device } already. Please choose another one.
refusal-device-other-kind = { $device } is not of the kind of device for which this session was published, and people rely on that. Please choose one of that kind; for another kind, please withdraw the session or close it, and publish it anew.
refusal-template-device-taken = Another template uses { $device } at the same time: { $from }–{ $until } in { $room } (they first overlap on { $date }). Please choose another device or time.
refusal-service-device = This window lacks the device that “{ $service }” needs. Please plan again.
refusal-rebooking-device = The proposed time { $from } is with another kind of device than the old one. Please choose another.
