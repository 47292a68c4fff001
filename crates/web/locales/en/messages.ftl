# Messages on phones and on pages, to patients and families. No diagnosis and no department; on phones names are masked.
messages-title = Messages
messages-none = There are no messages yet.
messages-unread = New
messages-home-unread = { $count ->
    [one] You have one unread message
   *[other] You have { $count } unread messages
}
messages-home-all = See my messages
messages-open = Look
message-seat-offered = { $name }: a seat you wait for, { $window }, is kept for you until { $by }. Please accept it or let it pass on the booking page.
message-offer-lapsed = { $name }: the seat from the waiting list was not answered in time and the next person is asked. You keep your place.
message-offer-lapsed-to-end = { $name }: the seat from the waiting list was not answered in time and the next person is asked. You now wait behind the others.
message-offer-withdrawn = { $name }: the session of the seat that was offered to you is not held, so the offer has ended. You keep your place.
message-entry-closed = { $name }: the days you waited for are over and there was no seat. The waiting has ended.
message-booked = { $name }: an appointment was booked for you, { $window }, { $room }. If you cannot come, please cancel it in time.
message-moved = { $name }: your appointment of { $before } is now { $window }, { $room }.
message-moved-to = { $name }: your appointment is now { $window }, { $room }.
message-cancelled = { $name }: we are sorry, the hospital cancelled your appointment of { $window }. Please choose another time.
message-cancelled-asked = { $name }: your appointment of { $window } was cancelled as you asked. If you did not ask, please call us.
message-cancel-undone = { $name }: the cancellation was taken back. Your appointment of { $window } takes place in { $room }.
message-transferred = { $name }: please wait at { $room } instead. Your number stays the same, and you do not start waiting anew.
message-room-changed = { $name }: your appointment of { $window } is held in { $room }. The time stays the same.
message-device-changed = { $name }: your appointment of { $window } is now on { $room }. The time stays the same.
message-session-closed = { $name }: { $before } is cancelled by the hospital. { $window } is kept for you; please answer on your page by { $by }.
message-session-closed-keep = { $name }: { $before } is called off. Your new time is { $window }. Without an answer by { $by } it stays so.
message-session-closed-return = { $name }: { $before } is called off. { $window } is kept for you. Without an answer by { $by } it is given back.
message-session-closed-phone = { $name }: we are sorry, { $before } is cancelled by the hospital. Please choose another time on your page, or wait for our call.
message-closure-undone = { $name }: your appointment of { $window } takes place after all, in { $room }.
message-old-seat-kept = { $name }: your old appointment, { $window }, is possible after all and kept until { $by }. Without an answer nothing changes.
message-rebooking-lapsed = { $name }: the seat that was kept for you was not answered in time. Please choose another time on your page, or wait for our call.
message-kept-seat-gone = { $name }: we are sorry, the seat that was kept for you is not there any more. Please choose another time on your page, or wait for our call.
message-draw-won = { $name }: you won a seat in the draw. Booked: { $window }, { $room }. If you cannot come, please cancel it in time.
message-draw-not-won = { $name }: no seat in the draw for { $begins }; your rank is { $rank }. Your page shows the ranking and other seats.
message-draw-lined-up = { $name }: no seat in the draw for { $begins }; your rank is { $rank }. You are on the waiting list now and need do nothing.
message-draw-passed-over = { $name }: in the draw for { $begins } it was your turn, but a rule allowed no seat. Your page shows why.
message-draw-dropped = { $name }: you were in the draw for { $begins } twice. Number { $number } is not on the list; the other one counts.
message-missed-excused = { $name }: the missed visit of { $from } is excused and does not count. Your page says more.
message-appeal-declined = { $name }: your appeal about the visit of { $from } was declined. Your page says why.
message-excuse-undone = { $name }: the excuse for the visit of { $from } was taken back; it counts as missed again. Please ask the desk.
message-draw-cancelled = { $name }: the draw for { $begins } does not take place. Please look at your page for other seats.
message-draw-prolonged = { $name }: one can join the draw for { $begins } until { $closes }; the seed is opened { $drawn }. You are on the list: nothing to do.
message-bed-kept = { $name }: a bed is kept for you. Please look at your page and come to be admitted soon.

desk-messages = Messages sent
desk-message-waiting = To be sent
desk-message-again = Tried { $count } times, will be sent again
desk-message-sent = Sent { $at }
desk-message-failed = Not sent
desk-message-told = Told by somebody
desk-message-no-phone = No phone number known
desk-message-expired = Over before it was sent
desk-message-in-app = On the page only
unreached-link = Messages that reached nobody: { $count }
unreached-title = Messages that reached nobody
unreached-hint = These did not get to a phone, nobody has read them on the page, and they still hold. Open the name, tell the person, then press “Told”.
unreached-none = Every message reached somebody.
unreached-what = Message
unreached-when = When
unreached-told = Told
unreached-done = Noted as told.

message-login-code = Your code is { $code }, for { $minutes } minutes. Tell it to nobody; the hospital never asks for it.
message-family-asked = { $name } wishes to act for you. Log in to the booking page and look under "Family"; do not agree if you do not know them.
unreached-lately = Noted as told within half an hour
unreached-untold = Not told, take it back
unreached-again = Taken back; the message is listed again.
refusal-told-too-late = It was noted as told more than { $limit } ago, or was taken back already, so it cannot be taken back. Please contact the person anyway.
