# 摇号（crates/draws，`onething draw`）

## 核验的结果
cli-draw-of = 摇号：报名 { $entrants } 人，号 { $seats } 个
cli-draw-commitment = 种子指纹
cli-draw-list = 名单封存码
cli-draw-agrees = 全部相符：种子与指纹相符，名单与封存码相符，名次和得号均由种子与名单算出。
cli-draw-given = 得号 { $winners } 人，按规则跳过 { $passed } 人，候补 { $waiting } 人
cli-draw-compare = 请用您自己记下的 64 位逐位核对：报名开始前公布的指纹（--commitment），名单封存时公布的封存码（--list-hash）。单凭这个文件证明不了这一点。
cli-draw-differs = 有不相符之处：
cli-draw-won = 编号 { $number }：第 { $rank } 名，得号。
cli-draw-passed-over = 编号 { $number }：第 { $rank } 名，按规则 { $reason } 跳过。
cli-draw-waiting = 编号 { $number }：第 { $rank } 名，候补第 { $place } 位。
cli-draw-not-listed = 名单上没有编号 { $number }。
cli-draw-sha256 = { $field } 的值“{ $value }”不可用，须为全部 64 位十六进制数字，字母小写（短码只用于念读）。
cli-draw-number = { $field } 的值“{ $value }”不可用；编号是十位数字，首位为 1 至 9。

## 不相符之处：count 个编号中的第一个是 number
draw-finding-other-commitment = 文件中的种子指纹与记下的不同：文件为 { $published }，记下的是 { $noted }。
draw-finding-other-list = 文件中的名单封存码与记下的不同：文件为 { $published }，记下的是 { $noted }。
draw-finding-not-opened = 种子尚未公开，无法计算名次。
draw-finding-other-seed = 种子与公布的指纹不符：算得 { $computed }，公布的是 { $published }。
draw-finding-other-list-hash = 名单与公布的封存码不符：算得 { $computed }，公布的是 { $published }。
draw-finding-listed-twice = 编号 { $number } 在名单上重复（重复 { $count } 处）。
draw-finding-list-unordered = 名单没有由小到大排列：编号 { $number } 排在更大的编号之后（共 { $count } 处）。
draw-finding-ranked-twice = 编号 { $number } 有几个名次（重复 { $count } 处）。
draw-finding-ranked-unlisted = 编号 { $number } 有名次，却不在名单上（共 { $count } 处）。
draw-finding-not-ranked = 编号 { $number } 在名单上，却没有名次（共 { $count } 个）。
draw-finding-other-order = 自第 { $rank } 名起，名次不是由种子与名单算出的：文件为 { $published }，算得 { $computed }（不同的名次共 { $count } 个）。
draw-finding-won-twice = 编号 { $number } 得了几个号（重复 { $count } 处）。
draw-finding-won-unlisted = 编号 { $number } 得号，却不在名单上（共 { $count } 处）。
draw-finding-won-unordered = 得号者没有按名次排列：编号 { $number } 的名次在其前一位之前（共 { $count } 处）。
draw-finding-passed-over-twice = 编号 { $number } 被跳过几次（重复 { $count } 处）。
draw-finding-passed-over-unlisted = 编号 { $number } 被跳过，却不在名单上（共 { $count } 处）。
draw-finding-passed-over-unordered = 被跳过者没有按名次排列：编号 { $number } 的名次在其前一位之前（共 { $count } 处）。
draw-finding-won-and-passed-over = 编号 { $number } 既得号又被跳过（共 { $count } 个）。
draw-finding-too-many-winners = 得号 { $winners } 人，而号只有 { $seats } 个。
draw-finding-overtaken = 编号 { $number } 没有得号，也没有写明原因，名次更后的人却得了号（共 { $count } 个）。
draw-finding-seats-left = 编号 { $number } 没有得号，也没有写明原因，而号还有剩余（共 { $count } 个）。
draw-finding-passed-over-in-vain = 编号 { $number } 被跳过，而号此前已经分完（共 { $count } 个）。

## 不能办理：读不了的文件
refusal-draw-too-large = 文件有 { $value } 字节，超过上限 { $max } 字节。
refusal-draw-not-json = 自第 { $line } 行第 { $column } 列起不是 JSON。
refusal-draw-too-many-values = 文件中的值超过上限 { $max } 个。
refusal-draw-too-many = { $field } 有 { $value } 项，超过上限 { $max } 项。
refusal-draw-unknown-field = 文件不应有字段 { $field }。
refusal-draw-field-twice = 字段 { $field } 出现了两次。
refusal-draw-field-missing = 缺少字段 { $field }。
refusal-draw-object = { $field } 的值“{ $value }”不可用，须为对象。
refusal-draw-list = { $field } 的值“{ $value }”不可用，须为列表。
refusal-draw-text = { $field } 的值“{ $value }”不可用，须为文字。
refusal-draw-form = { $field } 的值“{ $value }”不可用；本程序只认 { $form } 这种文件。
refusal-draw-sha256 = { $field } 的值“{ $value }”不可用，须为 64 位十六进制数字，字母小写。
refusal-draw-seed = { $field } 的值“{ $value }”不可用，须为 64 位十六进制数字，字母小写。
refusal-draw-number = { $field } 的值“{ $value }”不可用；编号是十位数字，首位为 1 至 9。
refusal-draw-reason = { $field } 的值“{ $value }”不可用；原因是不超过 { $max } 个字符的代码，只含小写字母、数字和单个连字符。
refusal-draw-seats = { $field } 的值“{ $value }”不可用，须为 0 至 { $max } 的整数。
