# Draws (crates/draws, `onething draw`)

## What a verification says
cli-draw-of = A draw. Entrants: { $entrants }; seats: { $seats }
cli-draw-commitment = fingerprint of the seed
cli-draw-list = seal of the list
cli-draw-agrees = Everything agrees: the seed has this fingerprint, the list has this seal, and ranking and seats follow from both.
cli-draw-given = Got a seat: { $winners }; passed over by a rule: { $passed }; waiting in line: { $waiting }
cli-draw-compare = Compare all 64 digits with those you saw yourself: the fingerprint before the list opened (--commitment), the seal when it closed (--list-hash). The record alone cannot show that.
cli-draw-differs = NOT EVERYTHING AGREES:
cli-draw-won = Number { $number }: rank { $rank }, got a seat.
cli-draw-passed-over = Number { $number }: rank { $rank }, passed over by the rule { $reason }.
cli-draw-waiting = Number { $number }: rank { $rank }, waiting in line at place { $place }.
cli-draw-not-listed = Number { $number } is not on the list.
cli-draw-sha256 = { $field } is “{ $value }”; it must be all 64 hexadecimal digits, in lower case (the short code is only for reading aloud).
cli-draw-number = { $field } is “{ $value }”; a number has ten digits, the first of them 1 to 9.

## What does not agree: number is the first of count numbers
draw-finding-other-commitment = The record names another fingerprint of the seed than was noted: { $published } instead of { $noted }.
draw-finding-other-list = The record names another seal of the list than was noted: { $published } instead of { $noted }.
draw-finding-not-opened = The draw has not been opened: without the seed no rank can be computed.
draw-finding-other-seed = The seed is not the one whose fingerprint was published: it has { $computed }, published was { $published }.
draw-finding-other-list-hash = The list is not the one whose seal was published: it has { $computed }, published was { $published }.
draw-finding-listed-twice = Number { $number } is on the list more than once (repeated entries: { $count }).
draw-finding-list-unordered = The list does not ascend: { $number } stands behind a larger number (such places: { $count }).
draw-finding-ranked-twice = Number { $number } has several ranks (repeated entries: { $count }).
draw-finding-ranked-unlisted = Number { $number } has a rank, but is not on the list (such entries: { $count }).
draw-finding-not-ranked = Number { $number } is on the list, but has no rank (such numbers: { $count }).
draw-finding-other-order = From rank { $rank } on the ranking does not follow from seed and list: there it names { $published }, computed is { $computed } (differing ranks: { $count }).
draw-finding-won-twice = Number { $number } got several seats (repeated entries: { $count }).
draw-finding-won-unlisted = Number { $number } got a seat, but is not on the list (such entries: { $count }).
draw-finding-won-unordered = Those who got a seat do not stand in the order of their ranks: { $number } has a better rank than the one before (such places: { $count }).
draw-finding-passed-over-twice = Number { $number } was passed over more than once (repeated entries: { $count }).
draw-finding-passed-over-unlisted = Number { $number } was passed over, but is not on the list (such entries: { $count }).
draw-finding-passed-over-unordered = Those passed over do not stand in the order of their ranks: { $number } has a better rank than the one before (such places: { $count }).
draw-finding-won-and-passed-over = Number { $number } both got a seat and was passed over (such numbers: { $count }).
draw-finding-too-many-winners = { $winners } got a seat, but there are { $seats } seats.
draw-finding-overtaken = Number { $number } got no seat and no reason, though somebody of a later rank got a seat (such numbers: { $count }).
draw-finding-seats-left = Number { $number } got no seat and no reason, though seats are left (such numbers: { $count }).
draw-finding-passed-over-in-vain = Number { $number } was passed over, though all seats were gone before (such numbers: { $count }).

## Not possible: a record that cannot be read
refusal-draw-too-large = The record has { $value } bytes; the limit is { $max } bytes.
refusal-draw-not-json = It is not JSON, from line { $line }, column { $column } on.
refusal-draw-too-many-values = The record has more than { $max } values, which is the limit.
refusal-draw-too-many = { $field } has { $value } entries; the limit is { $max }.
refusal-draw-unknown-field = A record has no field { $field }.
refusal-draw-field-twice = The field { $field } is there twice.
refusal-draw-field-missing = The field { $field } is missing.
refusal-draw-object = { $field } is “{ $value }”; it must be an object.
refusal-draw-list = { $field } is “{ $value }”; it must be a list.
refusal-draw-text = { $field } is “{ $value }”; it must be a text.
refusal-draw-form = { $field } is “{ $value }”; this program knows records of the form { $form }.
refusal-draw-sha256 = { $field } is “{ $value }”; it must be 64 hexadecimal digits in lower case.
refusal-draw-seed = { $field } is “{ $value }”; it must be 64 hexadecimal digits in lower case.
refusal-draw-number = { $field } is “{ $value }”; a number has ten digits, the first of them 1 to 9.
refusal-draw-reason = { $field } is “{ $value }”; a reason is a code of at most { $max } lower-case letters, digits and single hyphens.
refusal-draw-seats = { $field } is “{ $value }”; it must be a whole number from 0 to { $max }.
