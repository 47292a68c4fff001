## app

app-name = Onething
place-desk = Reception
place-room = Consulting room
place-ward = Ward
place-admin = Administration

## skip

skip = Skip to the content

## back

back = Back

## line

connection-down = The hospital cannot be reached since {"{since}"}: this is what was known then, and it will be updated by itself.
connection-stuck = This page could not be updated since {"{since}"}: this is what was known then, and it is tried again.
connection-ended = Your log-in ended at {"{since}"}: this page and what you typed are still here; when you go on you are asked to log in again.
connection-unsent = The hospital cannot be reached since {"{since}"}, so it is not known whether this was done. What you typed is still here; send it again when the connection is back: nothing is done twice.
connection-unfollowed = The hospital cannot be reached since {"{since}"}. You stay on this page, with what you typed.
connection-back = The hospital can be reached again. Please try again; nothing is done twice.
connection-again = Try again
connection-leave = Send nothing, show what is current

## type

type-large = Large type
type-normal = Normal

## log

log-in = Log in
log-out = Log out

## login

login-title = Log in
login-name = Login
login-password = Password
login-own-password = Change my password
login-own-password-body = Whoever is logged in elsewhere with this login is logged out then; you stay logged in here.
login-password-now = Password so far
login-password-new = New password
login-password-again = New password once more
login-password-hint = At least { $min } characters; none that everybody chooses. Some words one after the other are easy to remember.
login-password-do = Change the password
login-password-changed = The new password holds

## demo

demo-label = Demo clock
demo-short = Demo
demo-clock = Demo hospital time
demo-crowd = Patients for load
demo-messages = Messages to patients
demo-minutes = +5 min
demo-hour = +1 hour
demo-tomorrow = Tomorrow 08:00
demo-logins = Demo logins
demo-logins-hint = One touch logs you in; all people are invented.

## problem

problem-denied = Your login may not see this
problem-denied-body = It belongs to another department, ward or person. Ask the colleague in charge, or an administrator.
problem-not-found = Not found
problem-not-found-body = It may have been changed or cancelled. Go back to the home page and choose again.
problem-conflict = This page has been sent before with other contents
problem-conflict-body = So that nothing is done twice, it was not done now. Reload the page and try again.
problem-busy = Many people are being served right now
problem-busy-body = Nothing was done and nothing will be done twice. Try again in some seconds.
problem-too-often = Too many wrong passwords from here
problem-too-often-body = Wait a little before the next try: a minute at most. Nobody else is held up.
problem-outcome-unknown = It is not yet known whether it was done
problem-outcome-unknown-body = Reload the page; sending the same page again does nothing twice.
problem-full = No space is left on the server; nothing was done
problem-full-body = Call hospital IT at once.
problem-clock-implausible = The system’s clock cannot be right; nothing is written
problem-clock-implausible-body = Nothing was done. What is shown can be read. Call hospital IT: the clock is set right, or an administrator agrees to it.
problem-journal-damaged = The hospital’s records were found damaged; nothing is written
problem-journal-damaged-body = Nothing was done. What is shown can be read. Call hospital IT at once: a backup has to be restored.
problem-broken = Something broke; nothing was done
problem-broken-body = Try again; if it happens again, call hospital IT.
problem-csrf = This page is out of date; nothing was sent
problem-csrf-body = Go back, reload the page and try again.
problem-form = What was sent is incomplete or malformed
problem-form-body = Nothing was done. Go back, check it and send it again.
problem-home = To the home page
way-to-place = To { $place }
way-log-in = To the login
denied-staff = You are logged in as { $who } ({ $role }); this page belongs to another role, department or ward. Use a login that may see it, or ask an administrator.
problem-other-site = Another site’s page sent this; nothing was done
problem-other-site-body = For your safety only pages of this system may send anything. Go to the home page and start from there.

## break glass

break-glass-title = Needed for care? Give a reason to see it
break-glass-body = For one hour. Your login, the time and the reason are recorded, and an administrator looks into it.
break-glass-reason = Reason (such as: resuscitation, no relative present)
break-glass-do = Give the reason and look
working = Working on it. Please keep this page open.
problem-denied-patient = It is somebody else’s, or not for patients to do. Your own and your family’s visits are on the home page; reception can help.
problem-too-large = What was sent is too large
problem-too-large-body = At most 256 kB. Nothing was done; send less.

## cli

cli-estimate = An estimate; nobody may settle by it.
cli-at-stake = Read otherwise, the policy moves what the patient bears by up to { $amount }.
cli-at-stake-unknown = Nobody can say by how much it may differ.
cli-assumed = assumed:{ " " }
cli-not-stated = the source does not say
cli-file-missing = No such file or folder
cli-file-forbidden = it may not be read
cli-file-is-folder = it is a folder, not a file
cli-file-gbk = not UTF-8 (from byte { $byte } on), it seems to be GBK or GB18030; please convert it to UTF-8, for example with iconv -f GB18030 -t UTF-8
cli-file-utf-16 = not UTF-8 (from byte { $byte } on), it seems to be UTF-16; please convert it to UTF-8, for example with iconv -f UTF-16 -t UTF-8
cli-file-not-utf-8 = not UTF-8 (from byte { $byte } on); please convert it to UTF-8
cli-policy-twice = an earlier file has a policy with the id { $id } too
cli-cases-none = no case in this folder (*.toml, *.json, *.ndjson)
cli-cases-more = and { $count } more
cli-cases-differ = { $field }: published { $published }, computed { $computed }
cli-cases-working = cases
cli-cases-done = { $count } cases in { $seconds } s; { $failed } could not be computed, { $differing } differ from what was published
cli-check-nothing = nothing stands out
cli-check-open = no source says, so estimates may use a wrong value: { $names }
cli-check-assumed = assumed: { $names }
cli-diff-of = from { $old } to { $new }
cli-diff-counts = { $count } cases; the patient’s share changes in { $changed } of them, { $failed } could not be computed
cli-diff-sums = patients’ shares together: { $old } before, { $new } after, which is { $moved }
cli-diff-spread = change of the patient’s share (yuan)
cli-diff-same = no change
cli-diff-less = { $from } to { $to } less
cli-diff-less-than = at least { $from } less
cli-diff-more = { $from } to { $to } more
cli-diff-more-than = at least { $from } more
cli-diff-largest = the largest changes: change, before, after, case
cli-bench = bills of { $lines } lines, { $cores } cores
cli-bench-bills = bills/s
cli-bench-lines = lines/s
cli-bench-row = { $cores } cores, { $open } conventions open, { $explained ->
    [yes] explained
   *[no] not explained
}
cli-simulate-days = Scenario { $scenario }, seed { $seed }, { $first } to { $last }, { $days } days
cli-kept = kept
cli-not-kept = not kept
cli-no-cases = no cases
cli-slot-minutes = min: the longest window, at most { $target }
cli-kept-windows = %: called within their window, at least { $target }; { $count } of { $of }
cli-early = of those, called before their window and in turn
cli-out-of-turn = called early, out of turn: in neither count
cli-never-called = were told when they would be called and never were: in no share
cli-admission-minutes = min: from arrival to bed on average, at most { $target }; { $count } cases
cli-bedside = %: settled at the bedside, at least { $target }; { $count } of { $of }
cli-forecasts = %: called within the interval that patients were told, about { $target } % (75–85); { $count } of { $of }
cli-admission-steps = Mean minutes of each step of an admission:
cli-visits = { $visits } visits, { $missed } missed, { $not_seen } not seen, { $turned_away } found no seat; { $actions } actions
cli-load = { $target }, { $scenario }: { $arrivals } arrivals at { $rate }/s for { $seconds } s, seed { $seed }; { $patients } patients, { $windows } windows, { $connections } connections
cli-load-booked = booked
cli-load-refused = refused: { $code }
cli-load-error = error: { $kind }
cli-load-retries = sent again under the same key
cli-load-answers = answers per second
cli-load-all = all answers
cli-load-of-booked = bookings
cli-load-of-refused = refusals
cli-load-holds = The hospital says the same: { $acknowledged } acknowledged, { $found } of them found; { $unknown } without a certain answer, { $unknown_booked } of them booked; { $seats } seats gone, { $others } of them others'.
cli-load-differs = THE HOSPITAL DOES NOT SAY THE SAME: { $acknowledged } acknowledged, { $found } of them found; { $unknown } without a certain answer, { $unknown_booked } of them booked; { $seats } seats gone, { $others } of them others'.
cli-load-log-in = logging in
cli-load-look = looking
cli-load-rush = rush
cli-load-check = checking
kept-session-ended = Your session had ended. What you filled in is still here
kept-session-ended-body = Nothing was done yet. Please look at it again, then press the button once more.

## code

login-by-code = Log in or register by a code to your phone
code-title = Log in by a code
code-phone = Mobile number
code-phone-hint = 11 digits, of mainland China
code-send = Send a code
code-sent = A code was sent to { $phone }. It can be used for 5 minutes.
code-code = The 6 digits of the message
code-check = Go on
code-anew = It did not come, or another number
code-who = You have been here before
code-last = The last six characters of your document’s number
code-last-hint = Several people of a family may share a phone; the document tells who is who
code-new = I come for the first time and register
code-new-hint = Please give your own data, as your document has them. The number is the one that was just checked. For children and for those who cannot do it themselves, a relative comes to the reception desk with the document.
code-register = Register and log in
