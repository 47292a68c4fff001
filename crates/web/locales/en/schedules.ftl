# Appointment schedules (crates/schedules, `onething schedule`)

## What is wrong with an input: field is where, value is what stands there
schedule-rule-number = { $field } is “{ $value }”, which is not a number.
schedule-rule-whole = { $field } is “{ $value }”, which is not a whole number from 0 on.
schedule-rule-between = { $field } is { $value }, which must be from { $min } to { $max }.
schedule-rule-no-show = { $field } is { $value }; the probability of not showing must be at least 0 and less than 1.
schedule-rule-some-weight = { $field } is { $value }, and so is the other weight; at least one must be above 0.
schedule-rule-called = { $field } names { $value } patients in all, which must be from 1 to { $max }.
schedule-rule-slots = { $field } names { $value } slots, which must be from 1 to { $max }.
schedule-rule-session-minutes = { $field } names { $value } slots, which are too long; all together last { $max } minutes at most.
schedule-rule-effort = { $field } is { $value }, which is too much to compute; patients × minutes of the session × longest service (with exp: patients × patients × slots) are { $max } at most.
schedule-rule-slot = { $field } is { $value }; slots are counted from 0, and { $max } are left.
schedule-rule-service = { $field } is “{ $value }”; it must be exp:MEAN, lognormal:MEAN,CV or pmf:FILE, with minutes as in exp:10 or lognormal:6,0.6.
schedule-rule-columns = { $field } is “{ $value }”; each line must hold a minute and its probability, or each line only a probability.
schedule-rule-once = { $field } gives { $value } minutes a second time; each may be given once.
schedule-rule-sum = The probabilities of { $field } add up to { $value }; they must add up to 1 (within { $tolerance }).
schedule-rule-some-time = { $field } takes { $value } minutes; a service must take some time.
schedule-rule-inside = { $field } is { $value }; no service takes so long, so it can be { $max } at most.

## The table
cli-schedule-calls = Patients: { $patients }; slots: { $slots } of { $minutes } min
cli-schedule-called = called to each slot
cli-schedule-wait-mean = min: one patient’s waiting
cli-schedule-wait-total-shown = min: waiting of all who show
cli-schedule-wait-total-called = min: waiting of all who are called (no-shows too)
cli-schedule-overtime = min: overtime
cli-schedule-p-overtime = %: probability of overtime
cli-schedule-idle = min: without a patient, until the end of the last slot or of overtime
cli-schedule-cost = cost: { $wait } × one patient’s waiting + { $overtime } × overtime
cli-schedule-enumerated = No schedule costs less: all { $neighbours } neighbours were evaluated, the best costs { $best }.
cli-schedule-alone = No schedule costs less: there is no other.
cli-schedule-bounded = No schedule costs less: no neighbour costs less than { $bound } (bounded with { $evaluated } evaluations).
