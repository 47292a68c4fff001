# Beds: what a file says wrongly, and what the search says (crates/beds)

cli-beds-by-seconds = With --seconds the plan also depends on how fast the machine is; with --iterations it would be a function of file and seed. Ctrl-C ends the search and keeps the best plan.
cli-beds-by-iterations = With --iterations the plan is a function of file and seed, whatever the threads. Ctrl-C ends the search and keeps the best plan; then it is not.
cli-beds-out-is-instance = that is the file with the rooms and stays; the plan needs another one
cli-file-too-large = more than { $max } bytes, which is the limit

## Not possible: files with rooms and stays, and plans (line is the number of the line, field is what stands there)
refusal-beds-file-too-large = The file has { $value } bytes; the limit is { $max } bytes.
refusal-beds-section-missing = Line { $line }: “{ $field }” must stand here; there is “{ $value }”.
refusal-beds-after-the-end = Line { $line }: “{ $value }” stands after { $field }, where the file must end.
refusal-beds-count = Line { $line }: section { $field } has { $value } lines; the head of the file says { $expected }.
refusal-beds-columns = Line { $line }: { $field } has { $value } entries; there must be { $expected }.
refusal-beds-word-missing = Line { $line }: { $field } is missing (the group must have at least { $expected } words).
refusal-beds-word = Line { $line }: { $field } is “{ $value }”; it must be one of { $allowed }.
refusal-beds-number = Line { $line }: { $field } is “{ $value }”; it must be a whole number from { $min } to { $max }.
refusal-beds-id-twice = Line { $line }: { $field } { $value } is there twice.
refusal-beds-unknown-id = Line { $line }: there is no { $field } { $value }.
refusal-beds-stay-ends-first = Line { $line }: { $field } is { $value }, before the first night, { $first }.
refusal-beds-stay-parts = Line { $line }: the { $field } have { $value } nights together; the stay has { $nights }.
refusal-beds-too-many-stays = Line { $line }: with this { $field } there are { $value } parts of stays; the limit is { $max }.
refusal-beds-house-too-large = Line { $line }: with this { $field } there are { $value } pairs of a stay and a room; the limit is { $max }.
refusal-beds-part-missing = The plan ends at line { $line } without a line for { $field } { $value }.
