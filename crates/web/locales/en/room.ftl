## Consulting room

room-title = Consulting room
room-head = { $department }, { $room } · { $clinician } · { $day }, { $from }–{ $until }
room-none-title = You have no session today
room-none-body = Once a session is published, its queue appears here. Ask the administration if you expected one.
room-sessions = Today’s sessions
room-seen = Seen
room-kept = Called in their window
room-kept-of = { $kept } of { $called }
room-out-of-turn = Called early, out of turn
room-ends = Expected end
room-waiting = { $count } waiting
room-queue-empty = Nobody has checked in yet. Patients appear here by their window once they do.
room-queue-over = Nobody is called any more: this session has ended.
room-nobody-waits = Nobody is waiting now
room-actions = Next step
room-call-next = Call next · no. { $ticket } { $name }
room-call-this = Call
room-call-label = Call { $name }
room-pass = Pass over
room-start = Start
room-finish = Finish
room-undo-call = Take call back
room-undo-finish = Undo finish
room-last-finished = Just seen: no. { $ticket } { $name }
room-just-here = just here
room-waits = { $span }
room-absent = { $count } not here yet
room-coming = next window { $from } has { $count }
room-patient = No. { $ticket } { $name }
room-recognised = recognised by { $credential }
room-first-visit = First visit
room-visits-before = { $count ->
    [one] One visit before, on { $day }
   *[other] { $count } visits before, last on { $day }
}
room-visits-before-undated = { $count ->
    [one] One visit before
   *[other] { $count } visits before
}
room-this-visit = This visit
room-visit-booked = Booked { $window }
room-visit-checked-in = Checked in
room-visit-called = Called
room-visit-started = Started
room-next-step = What comes next
room-request-admission = Request admission
room-admission-after-start = Admission can be requested once the consultation has started
room-diagnosis = Diagnosis code
room-diagnosis-hint = ICD-10, for example I25.1; common ones are suggested while you type
room-urgency = Urgency
room-needs = The room must have
room-days = Expected days of stay
room-send-admission = Send the request
room-seats-morning = The morning’s windows
room-seats-afternoon = The afternoon’s windows
room-seats-day = This session’s windows
room-seats-hint = One cell a patient
room-seats-name = { $seen } seen of { $booked } booked, { $capacity } seats
room-now = now { $time }
room-window = Window
room-window-seats = Seats
room-seat-seen = seen
room-seat-now = in consultation
room-seat-waiting = waiting
room-seat-expected = not here yet
room-seat-missed = did not come
room-seat-not-seen = not seen
room-seat-free = free
key-space = Space
room-done-called = Called
room-done-undo-call = The call is taken back; the patient has the same place as before
room-done-passed = Passed over; the patient falls back and need not check in again
room-done-started = Started
room-done-finished = Finished
room-done-undo-finish = Finish is undone; the patient is in consultation again
room-done-admission = Admission requested; the ward will find a bed
