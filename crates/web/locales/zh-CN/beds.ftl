# 床位：文件的错误与求解时的说明（crates/beds）

cli-beds-by-seconds = 用 --seconds 时，结果还取决于机器的快慢；用 --iterations 时，结果只由文件与种子决定。按 Ctrl-C 结束求解，并保留目前最好的方案。
cli-beds-by-iterations = 用 --iterations 时，结果只由文件与种子决定，与线程数无关。按 Ctrl-C 结束求解，并保留目前最好的方案；这时结果不再只由它们决定。
cli-beds-out-is-instance = 这正是病房与住院的文件；方案须写到另一个文件
cli-file-too-large = 超过上限 { $max } 字节

## 不能办理：病房与住院的文件、床位方案（line 是行号，field 是该处的项目）
refusal-beds-file-too-large = 文件有 { $value } 字节，超过上限 { $max } 字节。
refusal-beds-section-missing = 第 { $line } 行：此处应为“{ $field }”，实为“{ $value }”。
refusal-beds-after-the-end = 第 { $line } 行：“{ $value }”在 { $field } 之后，文件应在此前结束。
refusal-beds-count = 第 { $line } 行：{ $field } 一节有 { $value } 行，文件开头写的是 { $expected } 行。
refusal-beds-columns = 第 { $line } 行：{ $field } 有 { $value } 项，应有 { $expected } 项。
refusal-beds-word-missing = 第 { $line } 行：缺少 { $field }（这一组至少应有 { $expected } 项）。
refusal-beds-word = 第 { $line } 行：{ $field } 的值“{ $value }”不可用，只能是：{ $allowed }。
refusal-beds-number = 第 { $line } 行：{ $field } 的值“{ $value }”不可用，应为 { $min } 到 { $max } 的整数。
refusal-beds-id-twice = 第 { $line } 行：{ $field } { $value } 出现了两次。
refusal-beds-unknown-id = 第 { $line } 行：没有 { $field } { $value }。
refusal-beds-stay-ends-first = 第 { $line } 行：{ $field } 是 { $value }，早于第一晚 { $first }。
refusal-beds-stay-parts = 第 { $line } 行：{ $field } 合计 { $value } 晚，而整个住院是 { $nights } 晚。
refusal-beds-too-many-stays = 第 { $line } 行：到这位 { $field } 为止已有 { $value } 段住院；最多 { $max } 段。
refusal-beds-house-too-large = 第 { $line } 行：加上这个 { $field } 后，住院与病房的配对有 { $value } 个，上限是 { $max }。
refusal-beds-part-missing = 方案到第 { $line } 行为止，缺少 { $field } { $value } 的一行。
