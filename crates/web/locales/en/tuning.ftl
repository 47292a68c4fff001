# Tuning a template
tuning-open = Tune
tuning-back = Back to the templates
tuning-title = Tune: { $name } { $when }
tuning-learnt = Learnt from { $count ->
    [one] 1 visit
   *[other] { $count } visits
} of the department, { $from } to { $until }
tuning-own-share = Service times: { $share } by their own visits, the rest by the department's
tuning-own-alike = No difference from the department can be told: the department's visits are used
tuning-own-few = Too few service times of their own: the department's are used
tuning-own-nobody = Has seen nobody yet: the department's visits are used
tuning-left-out = { $count ->
    [one] 1 of them took more than 4 hours (nobody noted its end); its time is left out
   *[other] { $count } of them took more than 4 hours (nobody noted their end); their times are left out
}
tuning-visits = How long, and how many do not come
tuning-whose = Whose patients
tuning-time = In the room
tuning-no-show = No-shows
tuning-first = First visits (not seen in the department for 90 days)
tuning-again = Later visits
tuning-department = The department
tuning-unknown = not known yet
tuning-minutes = { $minutes } min
tuning-minutes-of = 95% interval { $low }–{ $high } · { $count } seen
tuning-no-show-of = 95% interval { $low }–{ $high } · { $missed } of { $count }
tuning-minutes-title = Minutes in the room
tuning-minutes-chart = How many minutes patients are in the room, { $minutes } in the mean
tuning-mean = mean { $minutes }
tuning-lead = By how long before it was booked (the department)
tuning-lead-booked = Booked
tuning-lead-same-day = on the day itself
tuning-lead-day = { $days ->
    [one] 1 day before
   *[other] { $days } days before
}
tuning-lead-days = { $from }–{ $to } days before
tuning-lead-more = { $days } days before or earlier
tuning-seats-title = Seats of each window
tuning-present = Today { $seats }
tuning-proposed = Proposed { $seats }
tuning-total = { $count ->
    [one] 1 seat
   *[other] { $count } seats
}
tuning-cell = one patient
tuning-more = more than today
tuning-less = fewer than today
tuning-change = Changes: { $windows }; all others stay.
tuning-same = With these weights today's seats are the best already: nothing costs less.
tuning-figures = Before and after
tuning-now = today
tuning-best = proposed
tuning-exact = computed exactly; each line has its own scale
tuning-wait = Mean waiting
tuning-overtime = Overtime
tuning-idle = Clinician idle
tuning-on-time = Done on time
tuning-from-to = { $before } → { $after } min
tuning-effect = Mean waiting { $wait } min, overtime { $overtime } min
tuning-held-out = Checked with visits that were not learnt from
tuning-held-out-about = Proposed anew from the visits before { $from } alone; today’s seats and these are computed with the { $count } visits from { $from } to { $until }.
tuning-by-window = Mean waiting of each window (minutes)
tuning-window = Window
tuning-seats = Seats
tuning-wait-now = Waiting today
tuning-wait-best = Waiting as proposed
tuning-weights = Which matters more, waiting or overtime
tuning-weights-hint = What a minute of mean waiting and a minute of overtime count: whole numbers, 0–1000, not both 0.
tuning-weigh = Compute with these weights
tuning-apply = Use the proposed seats
tuning-apply-do = Use these seats from that day on
tuning-published = Sessions that are published ({ $days }) stay as they are.
tuning-published-none = No session of this template is published for a day to come.
admin-capacity-hint = Seats a window: one number if all have the same, or those of each window in order, such as 4,3,3,2. A window with 0 is not published.
admin-template-windows-list = { $count ->
    [one] 1 window of { $minutes } minutes, seats { $seats }
   *[other] { $count } windows of { $minutes } minutes, seats { $seats }
}
refusal-seats-count = { $field } has { $value } windows, and the session has { $needed }. Please say the seats of each window, or one number.
refusal-field-seats = { $field }: “{ $value }” cannot be read. Please type one whole number, or those of each window, such as 4,3,3,2.
refusal-tuning-no-weight = Waiting and overtime both weigh 0, so nothing can be compared. Please make one of them greater than 0.
refusal-tuning-too-few = Only { $value } service times of the department are known; a proposal needs { $needed }.
refusal-tuning-windows = This session has { $value } windows; a proposal can be made for { $limit } at most.
refusal-tuning-window-seats = By these weights one window would have { $value } seats; it may have { $limit } at most. Please let waiting weigh more.
refusal-tuning-seats = This session has { $value } seats; a proposal can be made for { $limit } at most.
refusal-tuning-effort = Seats × minutes × longest service of this session are more than { $limit }: too much to compute a proposal.
refusal-tuning-service = The service times that were learnt are too short to compute with; nothing is proposed.
