## Administration

admin-nav = Administration
admin-name = Onething
admin-overview = Overview
admin-schedule = Schedule
admin-waitlist = Waiting list
admin-wait-summary = { $waiting ->
        [one] { $waiting } place
       *[other] { $waiting } places
    } in lines, { $offered ->
        [one] { $offered } seat
       *[other] { $offered } seats
    } being offered, { $kept } given back and due to return at random
admin-wait-none = No half-day of this department is full, and nobody waits.
admin-wait-when = Half-day
admin-wait-left = Free / seats
admin-wait-seats = { $left } / { $seats }
admin-wait-waiting = Waiting
admin-wait-offered = Offered
admin-wait-kept = To return
admin-wait-rules = The rules as patients read them
admin-templates = Templates
admin-templates-hint = A template gives sessions by day of the week, and publishes them by itself at their release; not on holidays, and on days worked in exchange as the calendar says. What is published does not change with it.
admin-templates-look = See what is missing
admin-template-missing = { $name } ({ $count } missing)
admin-templates-list = Templates of now and later
admin-templates-none = This department has no templates; its sessions are published one by one.
admin-templates-not-published = Due and not published
admin-templates-all-published = Every session that was due is published.
admin-templates-to-come = Will be published within seven days
admin-templates-nothing-to-come = Nothing will be published within seven days.
admin-templates-differing = Published, and unlike the template now
admin-templates-differing-hint = These do not change by themselves. Their room can be changed under “Schedule”; anything else only by withdrawing them once nobody is booked, and publishing them anew by hand.
admin-days-off = Sessions on days off (all departments)
admin-days-off-hint = What is published is not withdrawn by itself. Please move those who are booked first, then withdraw the session under “Schedule”; sessions that are meant to be held may stay.
admin-days-off-name = Holiday
admin-days-off-look = See the sessions on days off
admin-template-when = When
admin-template-state = Publication
admin-next-day = Ends on the next day
admin-template-what = Windows and release
admin-template-counts = Counts
admin-template-from = from { $from }
admin-template-windows = { $count ->
    [one] 1 window of { $minutes } minutes, { $seats ->
        [one] 1 seat
       *[other] { $seats } seats
    }
   *[other] { $count } windows of { $minutes } minutes, { $seats ->
        [one] 1 seat each
       *[other] { $seats } seats each
    }
}
admin-template-release = { $days ->
    [one] released 1 day before, { $at }
   *[other] released { $days } days before, { $at }
}
admin-template-change = Change
admin-template-change-of = Change or end { $name } { $when }
admin-template-change-do = Change from this day
admin-template-change-hint = Only sessions that are not published yet are changed. Published ones that differ are listed on this page: their day, hours, seats and room can be changed under “Schedule”; the length of their windows and their device only by withdrawing them once nobody is booked, and publishing them anew by hand.
admin-template-drops = This template has later changes (from { $days }): those that begin on the first day of this change or later are dropped.
admin-template-last-day = Last day
admin-template-end = End this template
admin-template-create = New template
admin-template-create-do = Add
admin-template-create-hint = Odd and even weeks are counted from the week of the day given. What ends on the next day ends by 03:00.
admin-template-created = The template was added; it publishes by itself at its release
admin-template-changed = The template was changed; what is published stays
admin-template-ended = The template was ended; what is published stays
admin-template-ahead = Will be published { $at }
admin-template-now = Will be published at once
admin-template-begun = It was to begin before now, and was not published.
admin-template-clinician-taken = The clinician has a session on { $date }, { $from }–{ $until }, in { $room }. Once that is withdrawn, this one is published by itself.
admin-template-room-held = Another session holds { $room } on { $date }, { $from }–{ $until }. Once it is withdrawn or moved, this one is published by itself.
admin-template-withdrawn = Withdrawn
admin-template-withdrawn-why = It was withdrawn after it was published, and is not published again by itself. If it is wanted, please publish it under “Schedule”.
admin-template-not-published = Not published
admin-weeks-every = every week
admin-weeks-odd = odd weeks
admin-weeks-even = even weeks
admin-calendar = Holidays
admin-calendar-from = { $year }: { $source }
admin-calendar-missing = There is no calendar of { $year }: no session of that year is published by itself. Please enter it as the State Council's notice says.
admin-calendar-unknown = no calendar
admin-calendar-exchanged = worked in exchange, as { $day }
admin-calendar-sessions = { $count ->
    [one] 1 session
   *[other] { $count } sessions
}
admin-calendar-adopt = The holidays of { $year }
admin-calendar-adopt-do = Adopt
admin-calendar-replaces = This year’s calendar was adopted. Adopting it again replaces all of it: please keep the lines that still hold.
admin-calendar-adopted = The calendar was adopted; what is published from now on follows it
admin-calendar-off = Holidays
admin-calendar-off-hint = One line each: first day, last day, name / English name, such as 2026-10-01 2026-10-07 国庆节 / National Day
admin-calendar-worked = Days worked in exchange
admin-calendar-worked-hint = One line each, if wanted with the day whose timetable it has: 2026-10-10 Friday; without it, its own
admin-users = Logins
admin-today = Today, { $day }
admin-updated = Live · updated { $time }
admin-from-until = { $from } to { $until }
admin-span = Span
admin-span-today = Today
admin-span-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
admin-promise-window = Outpatients: seen on time
admin-promise-window-unit = % called in their window
admin-promise-window-target = target 90 %
admin-promise-admission = Admission: half an hour
admin-promise-admission-unit = minutes from arrival to bed
admin-promise-admission-target = promised 30 min
admin-promise-bedside = Discharge: bedside settlement
admin-promise-bedside-unit = % settled at the bedside
admin-promise-bedside-target = promised 95 %
admin-kept = kept
admin-short = { $gap } short
admin-no-cases = no cases yet
admin-no-slots = no window published yet
admin-longest = longest window { $minutes } min
admin-early = of those, { $count } called before their window and in turn
admin-out-of-turn = { $count } called early, out of turn (in neither count)
admin-not-seen = { $count } checked in and were not seen before their session ended
admin-kept-unknown = of those in time, { $count } called early before it was recorded who was waiting
admin-called = { $kept } of { $called } called in time
admin-admissions = { $count } admitted
admin-slowest = slowest step: { $step } { $minutes } min
admin-slowest-of = Over { $count ->
    [one] one admission
   *[other] { $count } admissions
} the slowest step is { $step }, { $minutes } minutes on average.
admin-discharges = { $bedside } of { $all } settled at the bedside
admin-day = Day
admin-today-windows = Today’s windows
admin-windows-name = { $seen } seen, { $booked } booked, { $free } free
admin-no-windows = No clinic today
admin-seen = seen
admin-booked = booked
admin-free = free
admin-from = From
admin-until = Until
admin-now = now
admin-steps = Minutes of each step of an admission
admin-no-steps = Nobody has been admitted yet
admin-step-bed = waiting for the bed
admin-step-walk = to the bed
admin-step-says = { $step }: { $minutes } minutes
admin-attention = For you to decide
admin-week = Week
admin-week-before = Week before
admin-week-after = Week after
admin-week-grid = The week’s sessions
admin-department = Department
admin-show = Show
admin-no-clinicians = This department has no clinicians yet
admin-clinician = Clinician
admin-room = Room
admin-room-zh = Room (Chinese)
admin-room-en = Room (English)
admin-date = Day
admin-slot-minutes = Minutes a window
admin-slot-hint = 5–20, dividing the session
admin-capacity = Seats a window
admin-taken = Booked
admin-fee = Registration fee
admin-publish = Publish a session
admin-publish-do = Publish
admin-withdraw = Withdraw this session
admin-withdraw-booked = { $count } booked: it cannot be withdrawn
admin-withdraw-begun = It has begun: it cannot be withdrawn
admin-done-published = The session is published and can be booked
admin-done-withdrawn = The session is withdrawn
admin-done-changed = The session is changed
admin-done-device-changed = The session uses another device; whoever is booked is told
change-begin = Change this session…
change-title = Change a session
change-back = Back to the schedule
change-about = Windows of { $minutes } minutes; seats a window { $seats }; { $count } booked
change-capacity-hint = one number, or one for each window, such as 4,3,3,2; 0 where no seats are published
change-hint = Try it first, and publish it after having seen before and after. No seat that is booked, kept or offered is lost; windows stay as long as they are, and new seats are offered first to those who wait.
change-try = Try it
change-effect = Before and after
change-refused = This cannot be done.
change-in-the-way = Who is affected
change-close-instead = Please rebook them first, or close the session instead: its page opens who each of them is, and where they can go.
change-booked = { $count ->
    [0] Nobody is booked in this session yet.
    [one] The one person who is booked keeps the window, and is told if the room changes.
   *[other] The { $count } people who are booked keep their windows, and are told if the room changes.
}
change-before = before
change-after = after
change-seats = Computed for all seats taken, from the department’s recent visits: { $before } seats → { $after } seats.
change-publish = Publish the change
change-device = Another device
change-device-hint = See first who is told. The device must be of the same kind, in service, and in no other session at that time. This is also possible after the session has begun. If the device stands in another room, please change the room too.
change-device-alone = The department has no other device of this kind. If it does not work, please close the session.
change-device-try = See who is told
change-device-told = { $count ->
    [0] Nobody has to be told.
    [one] One person is told. The window and the room stay the same.
   *[other] { $count } people are told. Their windows and the room stay the same.
}
change-device-do = Use this device
admin-done-user = The login is created
admin-user-name = Login name
admin-user-role = Role
admin-user-place = Place
admin-user-create = New login
admin-user-create-do = Create
admin-user-password = First password
admin-user-password-hint = At least 10 characters, for administrators 14; none that everybody chooses
admin-user-place-hint = Reception: a department, or none for the central desk. Clinician: who. Nurse: the ward.
admin-user-locked = wrong passwords: waits
admin-user-do = What can be done
admin-user-unlock = Unlock
admin-user-unlock-label = Unlock the login { $login }
admin-user-set-password = Set a password
admin-user-set-password-label = Set a password for { $login }
admin-user-new-password = New password
admin-user-set-password-body = Whoever is logged in with the old one is logged out at once. Tell the person face to face or by phone.
admin-user-set-password-do = Change the password
admin-done-password = The new password holds; old sessions have ended
admin-done-unlocked = Unlocked: this login may try again at once
admin-done-off = Switched off: nobody comes in with this login, and its sessions have ended
admin-done-on = Switched on: this login can be used again
admin-user-off = switched off
admin-user-switch-off = Switch off
admin-user-switch-off-label = Switch off the login { $login }
admin-user-switch-on = Switch on
admin-user-switch-on-label = Switch on the login { $login }
admin-break-glass-emergency = Emergency admission
admin-break-glass-arrival = Taken in without a credential’s number
admin-log-ins = Log-ins
admin-log-ins-hint = Who came in from where, wrong passwords, and what was done to logins.
admin-log-ins-none = Nothing within { $days } days

admin-profile = The hospital
admin-profile-hint = Papers, insurance benefits and messages to the insurance platform follow from this.
admin-profile-missing = Nobody has said yet what the hospital is. Until then no patient can be admitted.
admin-profile-look = Say what the hospital is
admin-profile-name-zh = Name (Chinese)
admin-profile-name-en = Name (English)
admin-profile-code = National code of the institution (12 letters and digits)
admin-profile-region = Insurance region (6 digits)
admin-profile-level = Level
admin-profile-kind = Kind
admin-profile-counts = Bills opened and messages sent from then on follow it; bills that are open keep the level and kind they were opened with.
admin-profile-do = Save
admin-profile-adopted = Saved

hospital-level-0 = Community or township
hospital-level-1 = Level 1
hospital-level-2 = Level 2
hospital-level-3 = Level 3
hospital-kind-general = General hospital
hospital-kind-traditional = Hospital of traditional Chinese medicine
hospital-kind-psychiatric = Psychiatric hospital
admin-log-in-what = What
admin-log-in-from = From
admin-log-in = Logged in
admin-log-in-wrong = { $times ->
    [one] Wrong password
   *[other] { $times } wrong passwords
}
admin-log-in-unknown = { $times ->
    [one] A name that nobody has
   *[other] { $times } tries with names that nobody has
}
admin-log-in-uncounted = { $times ->
    [one] One more wrong password
   *[other] { $times } more wrong passwords
}
admin-log-in-created = Created the login { $login }
admin-log-in-password-set = Set a new password for { $login }
admin-log-in-own-password = Changed the own password
admin-log-in-unlocked = Unlocked { $login }
admin-log-in-switched-off = Switched off { $login }
admin-log-in-switched-on = Switched on { $login }
admin-log-in-denied = Was refused the administration of logins
admin-break-glass = Access for care
admin-break-glass-hint = Clinicians and nurses who looked, for care and with a reason, at data outside their own department or ward, and records that an emergency admission, or taking in a patient without a credential’s number, opened. Look into every one.
admin-break-glass-none = Nobody asked for access within { $days } days
admin-break-glass-look = Look into each
admin-break-glass-at = When
admin-break-glass-reason = Reason
admin-no-users = No logins yet
admin-ward = Ward
admin-morning = Morning
admin-afternoon = Afternoon
admin-whole-day = Whole day
admin-clock = Clock
admin-clock-look = Look at the clock
admin-clock-shows = The clock shows { $shows }; hospital time is { $now }
admin-clock-well = The clock agrees with its witnesses. Everything is written.
admin-clock-stopped = Nothing is written now
admin-clock-moved-ahead = While the program ran, the machine’s clock was moved { $minutes } minutes ahead.
admin-clock-moved-back = While the program ran, the machine’s clock was moved { $minutes } minutes back.
admin-clock-behind = The clock is { $minutes } minutes behind the last entry, which says { $last }. One of the two is wrong.
admin-clock-server = The machine’s clock and the database server’s differ by { $minutes } minutes.
admin-clock-journal = The hospital’s records are not what was written. A backup has to be restored; nobody can agree to this here.
admin-clock-agree-hint = Set the clock right and writing goes on by itself. Agree only if the clock is right as it is now: what is written from then on carries its time for ever.
admin-clock-agree = The clock is right: go on writing
admin-clock-future = { $count ->
    [one] One entry lies in the future: number { $number }, of { $first }. Entries cannot be changed. If this is wrong, restore the last backup made before it (“Restore” in the operations manual).
   *[other] { $count } entries lie in the future: from number { $number }, of { $first }, to { $last }. Entries cannot be changed. If this is wrong, restore the last backup made before them (“Restore” in the operations manual).
}
admin-clock-span = Nobody ran the system from { $since } to { $until }: { $count ->
    [0] nothing fell due
    [one] one thing fell due
   *[other] { $count } things fell due
}
admin-clock-span-hint = Who could not check in has not missed anything: correct at the reception what was different, then decide the rest.
admin-clock-due = Fell due
admin-clock-what = What
admin-clock-department = Department
admin-clock-window = Window
admin-clock-missed = Did not come
admin-clock-bed = Bed clean
admin-clock-end = End of the session
admin-clock-offer = Offer not answered
admin-clock-entry = Waiting list entry over
admin-clock-seat = Returned seat to the next
admin-clock-other = Other
admin-clock-more = and { $count } more
admin-clock-decide = { $count ->
    [0] Seen to
    [one] Decide it now
   *[other] Decide these { $count } now
}
admin-clock-agreed = Writing goes on
admin-clock-decided = What fell due is being decided
admin-filter-all = all
admin-filter-state = State
admin-filter-active = in use
admin-filter-off = switched off
admin-filter-locked = waits after wrong passwords
admin-filter-shown = { $shown } of { $all } shown
admin-filter-text = Narrow to
admin-filter-wrong = wrong or refused
admin-filter-done = administration
admin-all-clinicians = All clinicians
admin-room-clash = Room taken twice
admin-decide-look = Look into it
admin-decide-late-look = See the steps
admin-decide-exchanges-look = See the exchanges
admin-decide-beds-look = See who waits
admin-decide-rooms-look = See the rooms
admin-decide-steps-look = See all steps
admin-decide-none = Nothing wants a decision now.
admin-decide-insurer = insurance platform
admin-decide-unknown = sent, outcome unknown: the system asks
admin-decide-sending = being sent
admin-decide-open-stays = Open stays
admin-decide-schedule = To the schedule
admin-decide-late = Steps over their time
admin-decide-late-hint = Whoever sees to a step has it on the own page; the longest overdue stands first.
admin-decide-late-1 = Step
admin-decide-late-2 = Admission
admin-decide-late-3 = With
admin-decide-late-4 = Department
admin-decide-late-5 = Was due
admin-decide-beds = Arrived, without a bed
admin-decide-beds-hint = The wards see them with suggested beds.
admin-decide-beds-1 = Number
admin-decide-beds-2 = Department
admin-decide-beds-3 = Urgency
admin-decide-beds-4 = Waits since
admin-decide-exchanges = Insurance exchanges without an answer
admin-decide-exchanges-hint = The system asks by itself; nothing is paid twice.
admin-decide-exchanges-1 = Interface
admin-decide-exchanges-2 = Admission
admin-decide-exchanges-3 = State
admin-decide-exchanges-4 = Since
admin-decide-rooms = One room, two sessions at a time
admin-decide-rooms-hint = Withdraw one where nobody is booked, or publish it anew in another room.
admin-decide-rooms-1 = Room
admin-decide-rooms-2 = Day
admin-decide-rooms-3 = Sessions
admin-decide-tell = Tell { $whom }
admin-decide-tell-desk = Tell the reception
admin-decide-tell-insurer = Awaits the insurer; the system asks by itself
admin-decide-stay = How far it is
admin-stay-title = Admission { $code }
admin-stay-department = Department
admin-stay-ward = Ward
admin-stay-urgency = Urgency
admin-stay-state = State
admin-stay-steps = Steps
admin-stay-hint = The patient is not named here; whoever sees to a step has it on the own page.
admin-stay-opened = Begun
admin-stay-closed = Ended
admin-stay-exchange = { $infno }: { $state }, since { $at }
admin-clock-closure = Time to answer a closure
admin-rules = Booking rules
admin-rules-hint = From wide to narrow: the hospital, a kind of sessions (the clinician's title), a department, a session. What a narrower set leaves out comes from the wider ones.
admin-rules-adopted = The rules were adopted.
rules-sets = In force today, and to come
rules-none = No rules were adopted yet; nothing can be booked.
rules-place = Where
rules-from = From
rules-what = What they say
rules-source = Where they come from
rules-change = Change
rules-change-of = Change the rules: { $place }
rules-hospital = Whole hospital
rules-in-force = In force
rules-to-come = To come
rules-nothing = Nothing else than the wider rules.
rules-number = { $rule }: { $value }
rules-cap = { $per }, { $within }: at most { $max } of one person
rules-step = From { $count } missed visits in { $within } days on: no online booking for { $blocked } days
rules-per-day = A day
rules-per-week = A week (from Monday)
rules-per-month = A month
rules-per-quarter = A quarter
rules-within-hospital = in the hospital
rules-within-department = in one department
rules-within-clinician = with one clinician
rules-step-count = Missed visits
rules-step-within = Within days
rules-step-blocked = Blocked for days
rules-form-hospital = The hospital's rules say everything; only limits and steps may be left out.
rules-form-narrower = Only what is different here; what is left empty comes from the wider rules.
rules-caps-hint = A day counts what is booked, kept or offered and not over; longer periods also count visits that took place or were missed. In a department at most as many as in the hospital, with a clinician at most as many as in a department.
rules-caps-empty-hospital = An empty field is no limit; the one of a day in the hospital has to be said.
rules-caps-empty-narrower = An empty field is as the wider rules say; a limit of theirs cannot be lifted here, only be another number.
rules-caps-empty-kind = These limits count appointments of this kind only, besides the other limits; an empty field is no limit of this kind.
rules-caps-empty-group = These limits count all appointments of each person of the group, besides the other limits; an empty field is no limit of this group.
rules-kinds = By kind of session
rules-kind = Sessions of a kind: { $kind }
rules-groups = By group of patients
rules-group = Group of patients: { $group }
patient-group-children = Children (who turn 14 or less this year)
patient-group-older = Older people (who turn 60 or more this year)
rules-form-group = What is said here holds for these patients everywhere, before the rules of a session, a department, a kind of session and the hospital; only the limits of appointments count besides the others. What is left empty comes from the other rules; without a step after missed visits, the hospital's steps apply. For a group that is never blocked, write one step: 50 missed visits within 1 day.
rules-steps-hint = An empty line is no step. Each step needs more missed visits than the one before it. The desk can always book.
rules-clock-hint = Times of day are typed as 07:30. Left empty, days open at 00:00, and a window can be booked until it starts.
rules-clock-hint-group = Times of day are typed as 07:30. To open days at midnight for this group, type 00:00. Before it is said for whom, lists show the other rules.
rules-clock-hint-narrower = Times of day are typed as 07:30. To open days at midnight here, type 00:00; to let windows be booked until they start, type 0.
rules-waitlist-has = These rules say something about the waiting list
rules-queue-hint = Everybody counts as waiting from the start of their window; a class counts as if the window began so many minutes earlier, and no more, so nobody is overtaken for ever. Who is late goes before nobody. Priority: older people, and those who are pregnant, disabled or in the army.
rules-queue-has = These rules say something about classes in the queue
rules-preset = Begin with the rules of others
rules-preset-fill = Fill the form
rules-do = Adopt
rules-of-session = Booking rules of this session

## Draws
admin-draw = Draw
admin-draw-title = Draw: { $clinician } · { $day } { $window }
admin-draw-set-up = Have the seats drawn
admin-draw-hint = Seats go to those who join and not to whoever comes first. The seed is made and sealed now, and its fingerprint is published at once, at least 10 minutes before the list opens.
admin-draw-do = Set up the draw
admin-draw-stage = State
admin-draw-won = Got a seat
admin-draw-public = See the public page
admin-draw-cancel = Cancel the draw
admin-draw-cancel-hint = The seats can then be booked by everybody, and those who joined are told. It is not possible once the seed is open.
admin-draw-line = Draw: { $stage }; joined: { $entrants }; seats: { $seats }
admin-done-draw = The seats will be drawn; the fingerprint of the seed is published.
admin-done-draw-cancelled = The draw was cancelled.

# Exemptions from booking rules
exemptions-title = Exemptions
exemptions-hint = Somebody in dialysis, chemotherapy or regular checks can be exempted from limits or from the steps for missed visits, for a time. Names are masked.
exemptions-find = Whom to exempt
exemptions-find-what = Name, phone or number of a credential
exemptions-find-do = Find
exemptions-found-none = Nobody was found.
exemptions-all = All exemptions
exemptions-caps = Limits of appointments
exemptions-no-shows = Steps for missed visits
exemptions-both = Both
exemptions-where = Where
exemptions-from = First day
exemptions-until = Last day
exemptions-days = From – until
exemptions-text = In your own words, such as the treatment (sealed)
exemptions-do = Exempt
exemptions-none = Nobody is exempt.
exemptions-over = over
exemptions-end = End
exemptions-because-other = treatment that goes on
exemptions-because-hospital = the hospital’s decision
exemptions-because-patient-wish = asked for by the patient
exemptions-because-mistake = a mistake is put right
exemptions-because-wrong-person = a mix-up is put right
exemptions-done-granted = The exemption is granted.
exemptions-done-ended = The exemption has ended. What was booked stays.

# Two records that are over the limits as one person
over-caps-title = Merge { $from } into { $into }
over-caps-hint = Names are masked. What can be cancelled is cancelled at the desk first; this is for what cannot.
over-caps-means = They keep all appointments. Nothing more can be booked until there is room again.
over-caps-do = Merge all the same
over-caps-none = Nothing can be decided here: either nothing stands in the way, or something other than limits does. Please go on at the desk.
over-caps-done = The records are merged; they keep what they have.
## Services

admin-bed-rules = Weights of beds
admin-bed-rules-hint = Of the beds that a patient may have, the one against which the least speaks is suggested first. Rules of a room (sex, oxygen, isolation) are never broken by a suggestion, whatever the weights.
admin-bed-rules-against = What speaks against a bed, 0 to 1000
admin-bed-rules-do = Use these weights from now on
admin-bed-rules-adopted = The new weights are used from now on
admin-services = Services
admin-services-hint = What patients can choose for several things in one go: in which department it is done, how they prepare, how long the result takes. What is booked already stays as it is.
admin-services-none = There are no services yet, so patients cannot do several things in one go.
admin-service-new = Add a service
admin-service-change = Change
admin-service-change-of = Change: { $name }
admin-service-remove = Remove
admin-service-remove-of = Remove: { $name }
admin-service-name = Service
admin-service-more = More
admin-service-zh = Chinese name
admin-service-en = English name
admin-service-fasting = Fasting (minutes)
admin-service-full-bladder = Full bladder (minutes)
admin-service-no-contrast = No contrast agent before (minutes)
admin-service-result = Result after (minutes)
admin-service-begins-from = Begins at the earliest
admin-service-begins-until = Begins at the latest
admin-service-leaves-contrast = Contrast agent is given
admin-service-leaves-empty-bladder = The bladder is empty afterwards
admin-service-hears = A clinician looks at results
admin-service-fasting-for = fasting for { $minutes } min
admin-service-full-bladder-for = full bladder for { $minutes } min
admin-service-no-contrast-for = no contrast agent for { $minutes } min
admin-service-result-after = result after { $minutes } min
admin-service-adopted = The services are saved.
admin-service-removed = The service is removed.
