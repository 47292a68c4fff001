## Why this amount: the steps that are signed, where the hospital reckons otherwise, the documents

why-refund = Why { $amount } goes back to you
why-collect = Why you still pay { $amount }
why-even = Why nothing is to be paid or returned
why-returned = Why { $amount } went back to you
why-paid = Why you paid { $amount }
why-was-even = Why nothing was paid or returned
why-hint = Open a step for its parts
why-total-refund = { $count } steps together, returned to you
why-total-collect = { $count } steps together, still to pay
why-total-returned = { $count } steps together, returned
why-total-paid = { $count } steps together, paid
why-total-even = { $count } steps together, even
why-stake = The policy does not state: { $convention }. Reckoned otherwise, what you pay may differ by { $amount }.
why-sources = Rules:{" "}

split-deposits = Deposits you paid
split-deposits-why = Paid after admission
split-self-pay = All of the cost
split-self-pay-why = This stay is under no insurance; you pay it yourself
split-out-of-scope = Not covered
split-out-of-scope-why = By the rules you pay this yourself
split-deductible = Deductible
split-deductible-why = Insurance pays above this amount
split-share = Your share of what is covered
split-share-why = Insurance pays the rest of what is covered
split-second-tier = Large-sum fund pays
split-second-tier-why = You bear much yourself, so this fund pays too
split-serious-illness = Serious-illness insurance pays
split-serious-illness-why = You bear much yourself, so this insurance pays too
split-assistance = Medical assistance pays
split-assistance-why = You are entitled to medical assistance
split-other-funds = Civil servants’, employers’ and other supplements pay
split-other-funds-why = Other payments that the insurer determined
split-account = Your personal account pays
split-account-why = The money on your insurance card
split-row-own = Not insured
split-row-first = First share of class B drugs and materials
split-row-over = Above the price ceiling
split-row-band = { $rate } of { $amount }
split-row-above-bands = { $amount } above the last band, not paid by insurance
split-row-over-cap = { $amount } above the cap, not paid by insurance
split-row-deductible = { $level ->
    [0] Community hospital
   *[other] Level { $level } hospital
}, stay { $nth } of the year
split-row-account-own = Own account
split-row-account-family = Family account
words-and = ,{" "}

difference-less = You pay { $amount } less than the hospital estimated.
difference-more = You pay { $amount } more than the hospital estimated.
difference-same = You pay what the hospital estimated; it divides otherwise.
difference-field = { $name }: insurer { $platform }, hospital { $ours }
difference-field-list = What differs
difference-fits = Computed: { $cause }, both agree in every amount. The insurer has not said why.
difference-fits-several = Computed: { $count } causes fit, each makes both agree in every amount. The insurer has not said which it is:
difference-unnamed = Why both differ has not been found. The nurse looks into it before the patient is asked to sign.
difference-looked-into = Why both differ could not be computed. The nurse looked into it on { $at }.
difference-ask = What was found
difference-ask-hint = Whom you asked, and what they said
difference-ask-do = Looked into, may be signed
cause-and = {" "}and{" "}
cause-recorded = with today’s record
cause-stay = if this is stay { $fits } of the year (the hospital has stay { $ours })
cause-stay-or-later = if this is stay { $fits } of the year or a later one (the hospital has stay { $ours })
cause-amount = if { $of } is { $from } (the hospital has { $ours })
cause-amount-between = if { $of } is between { $from } and { $until } (the hospital has { $ours })
cause-amount-at-least = if { $of } is at least { $from } (the hospital has { $ours })
accumulator-deductible = the deductible paid earlier this year
accumulator-in-scope = the covered cost earlier this year
accumulator-pool-paid = what the pool paid earlier this year
accumulator-second-tier-base = the cost counted for the second tier earlier this year
accumulator-second-tier-paid = what the second tier paid earlier this year
accumulator-assistance-base = the cost counted for medical assistance earlier this year
accumulator-assistance-paid = what medical assistance paid earlier this year

source-document = { $document }, in force since { $date }
source-articles = { $document }, { $articles }, in force since { $date }
source-and = ,{" "}

check-difference = { $count ->
    [one] One amount differs between insurer and hospital
   *[other] { $count } amounts differ between insurer and hospital
}
way-difference = The reason is not known. Look into it before the patient signs.
refusal-difference-unexplained = { $count ->
    [one] One amount differs
   *[other] { $count } amounts differ
} between insurer and hospital, and the reason is not known. Look into it and write down what was found before the patient signs.
refusal-difference-confirmed = This difference was looked into on { $at }.
refusal-difference-none = There is no difference to look into.
refusal-difference-reason-missing = Please write what was found: whom you asked, and what they said.
bedside-done-difference = Noted; it may be signed

## Statement
statement-code = Code
statement-discharged = Left on
statement-settled = Settled
statement-classes = { $count ->
    [one] By class, one charge
   *[other] By class, { $count } charges
}
statement-unit = in yuan
statement-col-lines = Lines
statement-col-first = First share
statement-col-over = Over ceiling
statement-class-total = Together
statement-signed = The patient signed on the screen on { $at }
statement-signed-print = The patient signed a print on { $at }, checked by the nurse
statement-signature = The patient’s signature
