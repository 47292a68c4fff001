# Settlement: steps of an adjudication, conventions, checks, and why something is not possible (crates/settlement, bills)

## The national interface's fields
title-medfee-sumamt = Total cost
title-fulamt-ownpay-amt = Not covered at all
title-overlmt-selfpay = Above the price ceiling
title-preselfpay-amt = Paid by the patient first
title-inscp-scp-amt = In scope
title-act-pay-dedc = Deductible
title-hifp-pay = Paid by the pool
title-hifmi-pay = Paid by residents’ serious-illness insurance
title-hifob-pay = Paid by employees’ large-sum fund
title-maf-pay = Paid by medical assistance
title-cvlserv-pay = Paid by the civil servants’ supplement
title-hifes-pay = Paid by the enterprise’s supplement
title-oth-pay = Paid by the commercial top-up
title-fund-pay-sumamt = Paid by all funds
title-acct-pay = Paid from the personal account
title-acct-mulaid-pay = Paid from the family’s account
title-psn-cash-pay = Paid in cash, by card or phone
title-psn-part-amt = The patient’s part
title-deposit-refund = Deposit to be returned
title-arrears = Still to be paid

class-active = working
class-retired = retired
class-resident = resident

## Steps
step-lines = { $count ->
    [0] The total is { $total }, of which { $in_scope } are in scope.
    [one] One line, { $total } in all, of which { $in_scope } are in scope.
   *[other] { $count } lines, { $total } in all, of which { $in_scope } are in scope.
}
step-year = A stay over the year’s end: { $rule }, this one counts in { $year }.
year-of-admission = by the day of admission
year-of-discharge = by the day of discharge
day-of-admission = day of admission
day-of-discharge = day of discharge
day-of-settlement = day of settlement
year-of-settlement = by the day of settlement
year-of-charge = by the day of each charge
step-remote-rate = Treated away from home without referral: every rate is { $share } lower.
step-remote-rate-referred = Treated away from home with a referral: every rate is { $share } lower.
step-remote-rate-registered = Treated away from home and registered there: every rate is { $share } lower.
step-remote-base = Treated away from home without referral: the patient first pays { $share } of what is in scope.
step-remote-base-referred = Treated away from home with a referral: the patient first pays { $share } of what is in scope.
step-remote-base-registered = Treated away from home and registered there: the patient first pays { $share } of what is in scope.
step-year-part = What was charged in { $year } counts in that year.
step-both-years = Both years together.
step-deductible = { $level ->
    [0] A community or township institution
   *[other] A level { $level } hospital
}, admission number { $nth } of the year: the deductible is { $standard }, which the patient pays first.
step-cap-cost = The cost that is covered is capped at { $cap }; { $over } above it do not enter the pool.
step-pool = { $level ->
    [0] A community or township institution
   *[other] A level { $level } hospital
}, someone who is { $class }: the { $base } above the deductible are paid at the rates of the bands from { $low } to { $high }.
step-pool-none = Nothing is left above the deductible, so the pool pays nothing.
step-cap-payment = At most { $cap } are paid; { $before } were paid earlier this year. What is above is not paid.
step-tier = { $layer }: the base is { $base }, with { $before } from earlier this year; what is above the threshold of { $threshold } is paid in bands.
step-funds = What the funds pay, added up.
step-personal = The total less what the funds pay is the patient’s part.
step-account = The personal account holds { $balance }, the family’s { $family_balance }; they may pay up to { $limit }.
step-cash = The patient’s part less what the accounts pay, in cash, by card or phone.
step-self-pay = Not insured: { $total } are paid by the patient.
step-deposits = The deposits of { $deposits } are set against the { $cash } to be paid.

arithmetic-lines = { $total } = not covered { $own } + above ceiling { $over } + paid first { $first } + in scope { $in_scope }
arithmetic-band = { $amount } × { $rate } = { $exact }
arithmetic-sum = Together { $exact }, to the fen { $result }
arithmetic-difference = { $from } − { $less } = { $result }
arithmetic-yearly-max = Only { $left } are left to the year’s maximum of deductibles, less than the standard { $standard }
arithmetic-deductible-in-scope = Only { $in_scope } are in scope, less than the deductible of { $due }
arithmetic-above-bands = { $amount } lie above the last band and are not paid
arithmetic-tier-base = deductible { $deductible } + share { $coinsurance } + above the cap { $over_cap } + paid first and above ceiling { $first } − paid by earlier layers { $earlier } = { $base }
arithmetic-tier-base-own = deductible { $deductible } + share { $coinsurance } + above the cap { $over_cap } + paid first and above ceiling { $first } + paid in full by the patient { $own } − paid by earlier layers { $earlier } = { $base }
arithmetic-below-threshold = { $position } do not exceed the threshold of { $threshold }: nothing is paid
arithmetic-funds = pool { $pool } + large-sum { $second } + serious illness { $serious } + assistance { $assistance } = { $result }
arithmetic-funds-supplements = pool { $pool } + large-sum { $second } + serious illness { $serious } + assistance { $assistance } + supplements { $supplements } = { $result }
arithmetic-personal = { $total } − { $funds } = { $result }
arithmetic-account = own account { $own } + family { $family }
arithmetic-cash = { $personal } − { $account } = { $result }
arithmetic-both-years = { $first } + { $second } = { $result }

## Conventions of a policy
convention-rounding-mode = how is rounded
convention-rounding-place = what is rounded (each band or the total)
convention-line-order = whether price ceiling or first self-pay comes first
convention-cross-year = the year of a stay over the year’s end
convention-remote-rule = the rule for treatment away from home
convention-remote-share = how much less is paid away from home
convention-remote-layers = whose rates are lower away from home
convention-account-family = whether the family’s account counts as personal account
convention-account-in-fund = whether the funds’ total includes the account
convention-account-pays = what the personal account may pay
convention-deductible = the deductibles
convention-deductible-repeat = the deductible of repeated admissions
convention-deductible-transfer = the deductible after a transfer
convention-deductible-interim = the deductible after an interim settlement
convention-deductible-new-year = the deductible of what counts in the new year
convention-deductible-yearly-max = the year’s maximum of deductibles
convention-rates = the rates
convention-band-edges = where band edges are measured (from zero or above the deductible)
convention-band-period = whether bands are of the stay or the year
convention-year-position = what counts for the year’s position
convention-cap-kind = what is capped
convention-cap-amount = the amount of the cap
convention-cap-period = whether the cap is of the stay or the year
convention-cap-deductible = whether a cap on the cost counts the deductible
convention-cap-over = what counts as over a cap on the payment
convention-tier-base = { $layer }: what the base includes
convention-tier-threshold = { $layer }: the threshold
convention-tier-band-edges = { $layer }: where band edges are measured
convention-tier-period = { $layer }: whether it is of the stay or the year
convention-tier-bands = { $layer }: the bands and rates
convention-layers-order = the order in which the layers above the pool pay
layer-second-tier = employees’ large-sum fund
layer-serious-illness = residents’ serious-illness insurance
layer-assistance = medical assistance
layer-assistance-again = further medical assistance
layer-civil-servants = civil servants’ supplement
layer-enterprise = enterprise’s supplement
layer-commercial = commercial top-up
layer-pool = pool
note-assumed = Assumed: { $reason }
note-not-stated = The policy’s source does not say so. This result is an estimate and cannot be used to settle.
note-charge-date = This stay over the year’s end counts by the day of each charge, and the days of the charges or the sums of one year are not known here. This result is an estimate.
note-no-layer-sums = What { $layer } has paid this year is not known here. This result is an estimate.
note-policy-not-in-force = The policy { $policy } is not in force on { $day } (from { $from } to { $to }). This result is an estimate.
note-no-day = The { $day } is not given, and it decides which year and which policy count. This result is an estimate.
note-too-many-open = More than { $max } readings of the policy are possible; each open point was tried alone and with each other. This result is an estimate.

## Checks before settling
check-in-bed = The patient is in bed
check-lines = { $count ->
    [0] There are no charges yet
    [one] One charge
   *[other] { $count } charges
}
check-registered = The stay is registered with the insurance
check-uploaded = { $missing ->
    [0] All charges are uploaded
    [one] One charge is not uploaded
   *[other] { $missing } charges are not uploaded
}
check-outcomes = { $unknown ->
    [0] All exchanges with the insurance platform have an outcome
    [one] The outcome of one exchange with the insurance platform is not known
   *[other] The outcomes of { $unknown } exchanges with the insurance platform are not known
}
way-in-bed = Please finish the admission first.
way-lines = Please add the charges first.
way-registered = The trial registers the stay first. If the platform has not answered, the system asks again by itself.
way-uploaded = They are uploaded with the trial settlement.
way-outcomes = The system is asking by itself; go on when there is an outcome. Until then no money is taken or returned.
exchange-notice-running = Exchanging data with the insurance platform (transaction { $infno }, sent { $since }).
exchange-notice-unknown = Outcome unknown, the system is asking (transaction { $infno }, sent { $since }). Until there is an outcome no money is taken or returned, and nothing counts as settled.
exchange-notice-foreign = The platform has a settlement that this system did not send (message { $msgid }); the insurance office must look into the outcome of transaction { $infno }.
exchange-notice-unfit = The insurance platform answered something else than it was asked (transaction { $infno }, sent { $since }, field { $name }). The answer is kept as evidence and nothing was booked; the system asks again. If it stays so, please call the insurance office.
exchange-notice-unfit-amount = The insurance platform answered something else than it was asked (transaction { $infno }, sent { $since }): field { $name } should be { $asked } and is { $said }. The answer is kept as evidence and nothing was booked; the system asks again. If it stays so, please call the insurance office.
exchange-notice-unfit-bound = The insurance platform answered an amount that cannot be (transaction { $infno }, sent { $since }): field { $name } is { $said }. The answer is kept as evidence and nothing was booked; the system asks again. If it stays so, please call the insurance office.

## Not possible: policy and case files (path is where, value is what stands there)
refusal-file-not-toml = { $path }: the file is not valid TOML ({ $value }). Please check quotes, brackets and equal signs.
refusal-file-not-json = { $path }: this is not valid JSON ({ $value }). Please check braces, quotes and commas.
refusal-policy-bands-above-zero = { $path }: the first band begins at { $value }; there is no rate for costs below it.
refusal-policy-bands-falling = { $path }: the rate { $value } is below the one of the band before, { $before }. Please compare it with the source.
refusal-policy-level-uncovered = { $path } has no hospitals of level { $value }, and the other table has; nothing can be computed for them.
refusal-policy-days-overlap = { $path }: from { $value } to { $until }, { $other } is in force too, for the same region, scheme and benefit.
refusal-policy-days-gap = { $path }: in force from { $value } on, but { $other } before it ended on { $last }; no policy holds between them.
refusal-case-policy-unknown = { $path } is “{ $value }”, which is none of the policies that were given: { $choices }. Please give the id or file of one.
refusal-case-policy-missing = The case has no { $path }, and several policies were given: { $choices }. Please give the id or file of one.
refusal-file-too-large = The file has { $value } bytes; the limit is { $max } bytes.
refusal-file-too-many = { $path } has { $value } entries; the limit is { $max }.
refusal-file-field-missing = { $path } is missing; it must be given.
refusal-file-field-unknown = { $path } ({ $value }) is not a known field. Please check the spelling or take it out.
refusal-file-type-wrong = { $path } has the value “{ $value }”, which should be { $expected }.
file-type-text = text
file-type-bool = true or false
file-type-integer = an integer
file-type-decimal = a decimal in quotes, for example "0.85"
file-type-list = a list that is not empty
file-type-table = a table
file-type-tables = an array of tables
refusal-file-text-length = The text of { $path } must not be empty or longer than { $max } bytes.
refusal-file-integer-range = { $path } has the value { $value }, which must be from { $min } to { $max }.
refusal-file-date-wrong = { $path } has the value “{ $value }”, which is not a date like 2024-01-31.
refusal-file-choice-unknown = { $path } has the value “{ $value }”; possible are: { $choices }.
refusal-file-listed-twice = { $path } names “{ $value }” twice.
refusal-file-amount-not-a-number = { $path } has the value “{ $value }”, which is not a number.
refusal-file-amount-negative = { $path } has the value { $value }; amounts must not be below zero. Refunds are made on their own line.
refusal-file-amount-too-precise = { $path } has the value { $value } with more than two decimals; amounts are exact to the fen.
refusal-file-amount-too-large = { $path } has the value { $value }; the limit is { $max }.
refusal-file-quantity-range = { $path } has the value { $value }; at most { $decimals } decimals and { $max } are possible.
refusal-file-rate-out-of-range = { $path } has the value { $value }; a rate is from 0 to 1 with at most six decimals.
refusal-file-ground-missing = { $path } ({ $rule }) does not say why: please give one of source, assumed (with the reason) or not_stated = true.
refusal-file-ground-twice = { $path } ({ $rule }) gives more than one ground: only one of source, assumed, not_stated is possible.
refusal-policy-convention-missing = The policy does not state { $path } ({ $rule }). Regions differ here, so nothing is assumed silently: please give the value and its ground; where the source is silent, not_stated = true.
refusal-policy-bands-empty = { $path } has no bands; at least one is needed.
refusal-policy-band-empty = { $path }: the band from { $value } to { $to } is empty; its end must be above its beginning.
refusal-policy-bands-overlap = { $path }: the band begins at { $value } and overlaps the one before, which goes to { $before }.
refusal-policy-bands-gap = { $path }: the band begins at { $value } and leaves a gap to the one before, which ends at { $before }.
refusal-policy-bands-unsorted = { $path }: the band begins at { $value } but stands after { $before }; bands go from low to high.
refusal-policy-rows-overlap = { $path }: an earlier row names the same conditions and holds for some of the same (level { $value }); only one of them may.
refusal-policy-row-without-condition = { $path } names no condition, so it is no exception; please give levels, kind, classes, categories, remote or diseases.
refusal-policy-factors-need-one-amount = { $path }: factors need exactly one amount, of which they are taken; { $value } are given.
refusal-policy-factor-not-exact = { $path }: the deductible comes to { $value }, which is not in whole fen; please write the amounts themselves.
refusal-policy-cap-not-last-band = { $path }: with the cap no_band_above, the last band of every row must end at the cap, { $value }.
refusal-policy-region-wrong = { $path } has the value “{ $value }”, which is not an administrative code of six digits.
refusal-policy-validity-reversed = The last day { $value } is before the first day { $from }.
refusal-policy-layers-exclusive = A file of format 1 cannot have both second_tier and serious_illness, because it cannot say which of them pays first; please write format = 2 and [layers] order.
refusal-policy-order-incomplete = { $path } is { $value }, but must name each layer of the policy once: { $layers }.
refusal-item-unit-fixed = { $item } is counted by the { $unit_en } ({ $unit_zh }). A price for another unit is another item, with a code of its own.
refusal-item-unit-length = A unit has 1 to { $max } characters, in Chinese and in English.
refusal-policy-id-differs = The file’s policy is { $id }, not { $asked }.
refusal-policy-unknown = There is no policy { $policy }. An administrator must load its file first.
refusal-policy-other-scheme = The policy { $policy } is not of the patient’s scheme. Please check the insurance.
refusal-policy-class-unknown = The policy has no class of insured people “{ $class }” for this person; its classes are: { $classes }.
refusal-policy-class-needed = The policy tells several classes of people who are { $class } apart: { $classes }. Please give the class itself, or the age where the classes go by age.
refusal-policy-category-unknown = The policy has no category of people “{ $category }”; its categories are: { $categories }.
refusal-policy-other-benefit = The policy { $policy } pays for { $benefit }, not for { $asked }.
refusal-policy-no-rate = The policy { $policy } has no deductible or rate for hospitals of level { $level } and people who are { $class }. Please complete its file.
refusal-case-without-costs = The case has no costs: please give either [[line]] entries or [totals].
refusal-case-lines-and-totals = The case has both [[line]] and [totals]; only one is possible.
refusal-case-line-without-amount = { $path } has no amount: please give amount, or both price and count.
refusal-case-line-amount-differs = { $path } has the amount { $value }, but price × count is { $product }.
refusal-case-totals-differ = { $path }: the total is { $total }, but its parts add up to { $sum }. Please check them.
refusal-case-days-order = { $path }: admission, discharge and settlement must follow one another.
refusal-case-earlier-wrong = { $path }: the earlier part paid a deductible of { $value }, more than the { $in_scope } that were in scope.
refusal-year-to-date-wrong = The year’s deductibles ({ $deductible }) are more than its in-scope cost ({ $in_scope }), which is not possible.

## Not possible: bills
refusal-bill-unknown = This stay has no bill yet. It is opened when the patient arrives.
refusal-bill-exists = This stay has a bill already.
refusal-bill-facts-wrong = The hospital’s level ({ $level }) or the number of the admission ({ $nth }) is wrong: levels are 0 to 3, admissions count from 1.
refusal-bill-empty = There are no charges yet, so there is nothing to settle.
refusal-bill-locked = The bill is settled and cannot be changed. For a missed charge please take the settlement back on the bill first.
refusal-bill-closed = The bill is paid; no more money is taken or returned.
refusal-bill-lines-max = The bill has the most lines possible, { $max }.
refusal-bill-too-large = The bill would come to { $total }, above the limit of { $max }. Please check price and count.
refusal-amount-range = The amount { $value } is not possible; it must be from 0 to { $max }.
refusal-item-unknown = The price list has no item “{ $item }”. Please choose one from the list.
refusal-code-length = “{ $value }” is no code: one has 1 to { $max } characters.
refusal-code-character = “{ $value }” holds a character that cannot be seen ({ $character }). Please type it anew.
refusal-institution-code = “{ $value }” is no code of an institution: one has 12 letters and digits.
refusal-hospital-name-length = The hospital’s name has 1 to { $max } characters, in Chinese and in English.
refusal-region-form = “{ $value }” is no insurance region: one has 6 digits, such as 370100.
refusal-profile-code-in-use = The insurance platform still has stays or messages under the code { $code }, so it cannot be changed now. Please change it when they are closed.
refusal-profile-region-in-use = The insurance platform still has stays or messages under the region { $region }, so it cannot be changed now. Please change it when they are closed.
refusal-profile-missing = Nobody has said yet what the hospital is, so this cannot be done. An administrator has to fill in the page “The hospital” first.
refusal-quantity-negative = { $field } must not be negative ({ $value }). To take something back, use the line itself.
refusal-quantity-range = { $field } { $value } is not possible: at most { $decimals } decimals and { $max }.
refusal-rate-out-of-range = { $field } { $value } is not a rate from 0 to 1.
refusal-count-zero = The count must not be zero.
refusal-charge-unknown = There is no such line. The page may be old; please reload it.
refusal-charge-id-used = This line was charged already; it was not charged twice.
refusal-charge-date-in-future = The day { $date } is after today ({ $today }).
refusal-charge-date-too-early = The day { $date } is more than ten years ago. Please check the year.
refusal-refund-more-than-left = Only { $left } of this line can be taken back, not { $count }.
refusal-deposit-unknown = There is no such deposit.
refusal-deposit-id-used = This deposit was taken already; it was not taken twice.
refusal-deposit-range = A deposit of { $value } is not possible: it must be above zero, and all deposits at most { $max }.
refusal-deposit-returned = This deposit was given back at { $at }.
refusal-deposit-return-range = It is not possible to give back { $value } of this deposit: it must be above zero and at most { $max }, which is left of it and held.
refusal-deposits-max = There are { $max } deposits already.

## Not possible: settlements
refusal-settlement-unknown = There is no such settlement, or charges have changed. Please make a new trial settlement.
refusal-stay-not-in-bed = The patient is not in bed yet, so there is nothing to settle. Please finish the admission first.
refusal-settlement-id-used = This settlement exists already.
refusal-settlement-under-way = The settlement is under way and its outcome is not known yet. Until then charges and deposits cannot be changed, and nothing can be settled again.
refusal-settlement-superseded = Charges, or the year in which the stay counts, have changed, so this trial settlement is void. Please make a new one and have the patient agree again.
refusal-settlement-taking-back = The settlement is being taken back and the insurance platform has not answered yet. Until it has, charges cannot be changed, no money changes hands, and it cannot be taken back again.
refusal-settlement-taken-back = This settlement was taken back. Please make a new trial, have the patient agree again, and settle.
refusal-payment-range = It is not possible to take { $value }: it must be above zero and at most { $max }, which is still owed.
refusal-payments-max = The bill was paid in { $max } parts already; please take all that is still owed at once.
refusal-first-part-range = The first amount is { $value }, but must be less than the { $owed } that are owed: the second means pays the rest.
refusal-till-empty = No money has moved through this login since its last close: there is nothing to close.
refusal-till-moved = Money has moved since this page was opened; there are { $count } movements now. Please reload the page and count again.
refusal-till-counted-range = The cash counted is { $value }, but must be between zero and { $max }.
refusal-till-reason-missing = { $counted } were counted, but there should be { $expected }. Please say why.
refusal-pay-place-left = The patient left the hospital at { $at }, so nothing can be paid at the bedside any more. Please reload the page; the payment then counts as made later.
refusal-pay-place-here = The patient has not left the hospital, so the payment is not made later. Please reload the page and pay at the bedside or at the counter.
refusal-pay-place-desk = What is paid at a counter is not settled at the bedside. Please give the counter as the place, or later if the patient has left.
refusal-take-back-not-settled = It is not settled yet, so there is nothing to take back: just change the charges.
refusal-take-back-not-wanted = Nobody has asked for this settlement to be taken back. Please do so on the bill.
refusal-later-stay-settled = A later stay of this patient (admission number { $code }) is settled or being settled, and counts what this one used of the year. Please take that settlement back first.
refusal-take-back-first = The bill is settled, so the discharge cannot be undone yet. Please take the settlement back on the bill first, then undo the discharge.
take-back-refused = The insurance platform refuses to take the settlement back ({ $at }, code { $code }); it holds. Please ask the insurance office.
take-back-not-done = What was asked at { $at } did not reach the insurance platform; the settlement holds, and can be taken back again.
refusal-settlement-not-settled = The insurance platform has not settled yet, so no money can be taken or returned and the stay cannot be closed there.
refusal-consent-given = The patient has agreed already; you can settle.
refusal-fingerprint-differs = The amounts on the page are not the latest. Please reload, and let the patient see them before agreeing.
refusal-trial-missing = The insurance platform has not made a trial settlement yet. Please ask for one first.
refusal-trial-stale = Charges have changed since the trial settlement. Please make a new one.
refusal-trial-total-differs = The platform’s total is { $platform }, the bill’s { $bill }: a line is missing or there twice. Please upload and try again.
refusal-lines-not-uploaded = { $count ->
    [one] One charge is
   *[other] { $count } charges are
} not uploaded to the insurance platform, which comes before a trial settlement.
refusal-insurance-not-registered = The insurance platform has not registered this stay yet, so this formality is not done. The system registers it by itself; please try again in a moment.

## Not possible: exchanges with the insurance platform
refusal-exchange-not-found = There is no such exchange with the insurance platform.
refusal-exchange-id-used = This exchange exists already.
refusal-exchange-under-way = Transaction { $infno } is under way; please wait for its outcome.
refusal-exchange-outcome-unknown = The outcome of transaction { $infno } is not known; until it is, none can be sent again. The system is asking.
refusal-exchange-answered = Transaction { $infno } has its outcome.
refusal-exchange-reversed = Transaction { $infno } was reversed.
refusal-exchange-not-under-way = Transaction { $infno } is not under way.
refusal-exchange-deadline-past = The deadline { $deadline } is past; it is not sent any more.
refusal-exchange-may-still-arrive = Until { $until } the transaction may still arrive at the platform; it can be reversed after that.
refusal-exchanges-max = This stay has the most exchanges possible, { $max }.
refusal-msgid-used = The message id { $value } was used before; a retry needs a new one.
refusal-query-of-settlement-only = 5203 asks about a 2304 or a 2305 only, not about { $infno }.
refusal-reversal-not-possible = Transaction { $infno } cannot be reversed with 2601.
refusal-reversal-of-known = The outcome of transaction { $infno } is known; 2601 is for unknown outcomes only.
refusal-reversal-needs-query = Before a reversal, a query (5203) must find that the platform has no such settlement.
refusal-stay-self-pay = The bill of someone who pays all does not go to the insurance platform.
refusal-stay-registered = This stay is registered with the insurance platform.
refusal-stay-not-registered = This stay is not registered with the insurance platform yet; please do the insurance formality first.
refusal-stay-discharged = The stay is closed at the insurance platform.
refusal-stay-not-discharged = The stay has not ended at the insurance platform, so there is no end to take back.
refusal-upload-empty = There is nothing to upload.
refusal-charge-uploaded = Charge { $charge } is uploaded already or not of this bill; it is not uploaded twice.
refusal-bill-cancelled = The admission was cancelled on { $at }: nothing is charged or taken any more. Deposits can be returned and charges taken back.
refusal-cancel-money-open = Money is open on this admission: deposits { $deposits }, charges { $charges }. Please return the deposits and take the charges back on the bill, then cancel.
refusal-insurance-too-late = The bill is settled; insurance recorded now does not change it.
refusal-insurance-after-discharge = The insurance platform still has this stay as ended. Please ask for a new trial first, which takes that back, then change the insurance.
refusal-insurance-same = The stay is under this insurance already.
refusal-registration-withdrawing = The insurer is still being told to forget this stay’s earlier registration. Please try again when that is done.
refusal-registration-kept = The registration of this stay at the insurer is kept; nothing is taken back.
refusal-lines-to-delete = The insurer may still have charges of this stay; they are deleted first.
refusal-coverage-not-theirs = This insurance is not the patient’s. Please choose one from the list.
refusal-coverage-no-policy = The hospital has no policy for this insurance ({ $region }). The patient pays all here.
refusal-old-stay-open = The insurer still has stay { $code } of { $since } open ({ $state }). Please settle that stay first, or let the patient pay all for now.
refusal-insurer-stay-open = The insurer has another stay of this patient open, which is not of this hospital. Please ask the patient or the insurance office, or let the patient pay all for now.
