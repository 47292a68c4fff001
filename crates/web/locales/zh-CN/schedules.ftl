# 排班（crates/schedules，`onething schedule`）

## 输入有误：field 是位置，value 是那里的值
schedule-rule-number = { $field } 的值“{ $value }”不是数字。
schedule-rule-whole = { $field } 的值“{ $value }”不是 0 或正整数。
schedule-rule-between = { $field } 的值为 { $value }，须在 { $min } 至 { $max } 之间。
schedule-rule-no-show = { $field } 的值为 { $value }；爽约概率不得小于 0，且须小于 1。
schedule-rule-some-weight = { $field } 的值为 { $value }，另一个权重也是；至少一个须大于 0。
schedule-rule-called = { $field } 共叫号 { $value } 人，须在 1 至 { $max } 之间。
schedule-rule-slots = { $field } 共有 { $value } 个时段，须在 1 至 { $max } 之间。
schedule-rule-session-minutes = { $field } 共有 { $value } 个时段，太长；全部时段合计最多 { $max } 分钟。
schedule-rule-effort = { $field } 的值为 { $value }，计算量过大；患者数 × 出诊分钟数 × 最长就诊分钟数（exp 为患者数 × 患者数 × 时段数）最多 { $max }。
schedule-rule-slot = { $field } 的值为 { $value }；时段从 0 数起，还剩 { $max } 个。
schedule-rule-service = { $field } 的值为“{ $value }”；须为 exp:平均分钟、lognormal:平均分钟,变异系数 或 pmf:文件，例如 exp:10、lognormal:6,0.6。
schedule-rule-columns = { $field } 的内容为“{ $value }”；每行须为分钟数和概率，或每行只有概率。
schedule-rule-once = { $field } 第二次给出 { $value } 分钟；每个分钟数只能给一次。
schedule-rule-sum = { $field } 的概率合计为 { $value }；须为 1（误差不超过 { $tolerance }）。
schedule-rule-some-time = { $field } 需时 { $value } 分钟；就诊总要占用时间。
schedule-rule-inside = { $field } 的值为 { $value }；就诊不会这么久，最多 { $max }。

## 表格
cli-schedule-calls = { $patients } 名患者，{ $slots } 个时段，每个 { $minutes } 分钟
cli-schedule-called = 每个时段叫号人数
cli-schedule-wait-mean = 分钟：每名患者平均等候
cli-schedule-wait-total-shown = 分钟：全部到诊患者等候合计
cli-schedule-wait-total-called = 分钟：全部预约患者等候合计（含爽约者）
cli-schedule-overtime = 分钟：超时
cli-schedule-p-overtime = %：超时的概率
cli-schedule-idle = 分钟：医生空闲，计至最后时段结束或超时结束
cli-schedule-cost = 成本：{ $wait } × 每名患者平均等候 + { $overtime } × 超时
cli-schedule-enumerated = 没有成本更低的安排：已计算全部 { $neighbours } 个邻近安排，其中最好的成本为 { $best }。
cli-schedule-alone = 没有成本更低的安排：没有别的安排。
cli-schedule-bounded = 没有成本更低的安排：任何邻近安排的成本都不低于 { $bound }（计算 { $evaluated } 次得出的下界）。
