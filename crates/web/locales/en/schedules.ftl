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

## `onething schedule learn`: what is wrong with a row (field is what stands there), a file or an option
learn-rule-date = { $field } is “{ $value }”; it must be a date such as 2026-05-31, after which a time may follow.
learn-rule-clock = { $field } is “{ $value }”; it must be a time such as 8:30 or 08:30:15, or a whole number.
learn-rule-flag = { $field } is “{ $value }”; it must be one of the two values that are named (without names, yes or no).
learn-rule-booked-after = { $field } is { $value }, after the day of the appointment.
learn-rule-served = { $field } is { $value } for somebody who did not come.
learn-rule-cells = { $field } has { $value } cells; the first line has { $expected }.
learn-rule-long = { $field } has { $value } bytes; the limit is { $max }.
learn-rule-absent = { $field } is empty; without it the visit has no place in time.
learn-rule-nothing = { $field } is empty, and who came is not known either.
learn-columns-pair = --columns: “{ $value }” must be FIELD=COLUMN, such as age=Age, with at most 64 values.
learn-columns-field = --columns: “{ $value }” begins with no field; the fields are { $fields }.
learn-columns-flag = --columns: “{ $value }” must name two values, that of who did not come first, as in no-show=No-show:Yes/No.
learn-columns-twice = --columns: “{ $value }” names a field a second time.
learn-columns-nothing = --columns: “{ $value }” names neither no-show nor service; without one of them there is nothing to learn.
learn-columns-absent = { $field } is to be in the column “{ $value }”, which the first line does not name.
learn-columns-ambiguous = { $field } is to be in the column “{ $value }”, which the first line names more than once.
learn-file-empty = the file is empty; its first line must name the columns
learn-file-columns = the first line names { $value } columns; the limit is { $max }
learn-file-broken = these are no comma-separated values: { $value }
learn-file-left-out = { $left } of { $rows } rows would be left out, more than one in { $most }; the first one: line { $line }. { $reason }
learn-one-each = { $field } was given { $value } times; it is needed once for each of the { $files } files.
learn-hold-out-order = --hold-out-from needs an order in time: a column for appointment or for order.
learn-hold-out-from = --hold-out-from is “{ $value }”; it must be a day (2026-09-30) or a month (2026-09) where appointment gives the order, a whole number where order does.
learn-no-service = No calls are proposed: the times of fewer than two services are known.

## `onething schedule learn`: what was learnt
learn-read = { $file }: { $rows } rows, of which { $left } are left out
learn-left-out = rows, the first in line { $line }: { $reason }
learn-no-shows = No-shows in %: rate, interval of 95 % (from, to), visits, weight of the group’s own visits
learn-services = Service times in min: mean, its interval of 95 % (from, to), coefficient of variation, services, weight of the group’s own
learn-all = all
learn-lead-day = days from booking: { $from }
learn-lead-days = days from booking: { $from } to { $to }
learn-lead-more = days from booking: { $from } or more
learn-age-year = aged { $from }
learn-age-years = aged { $from } to { $to }
learn-age-more = aged { $from } or older
learn-proposal = { $name }: { $patients } patients in { $slots } slots of { $minutes } min, { $rate } % no-shows
learn-today = today
learn-proposed = proposed
learn-proposed-earlier = proposed by the visits before
learn-expected = Expected, today and with the proposed calls:
learn-held-out = Replayed with { $sessions } sessions ({ $services } services) that were held out: today, proposed, difference, its interval of 95 % (from, to)
learn-wait = min: one patient’s waiting
learn-wait-came = min: one patient’s waiting, of those who came
learn-overtime = min: overtime
learn-idle = min: without a patient
learn-cost = cost
