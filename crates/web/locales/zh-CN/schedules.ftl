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

## `onething schedule learn`：行（field 是位置）、文件或选项的错误
learn-rule-date = { $field } 的值“{ $value }”须为日期，例如 2026-05-31，后面可跟时间。
learn-rule-clock = { $field } 的值“{ $value }”须为时间（例如 8:30、08:30:15）或整数。
learn-rule-flag = { $field } 的值“{ $value }”须为指定的两个值之一（未指定时为 yes 或 no）。
learn-rule-booked-after = { $field } 的值 { $value } 晚于就诊日期。
learn-rule-served = 未到诊者的 { $field } 的值为 { $value }。
learn-rule-cells = { $field } 有 { $value } 格，首行有 { $expected } 格。
learn-rule-long = { $field } 有 { $value } 字节，上限为 { $max }。
learn-rule-absent = { $field } 为空，无法确定就诊的先后。
learn-rule-nothing = { $field } 为空，是否到诊也不明。
learn-columns-pair = --columns：“{ $value }”须为 字段=列名，例如 age=Age，最多 64 个取值。
learn-columns-field = --columns：“{ $value }”开头不是字段；字段有 { $fields }。
learn-columns-flag = --columns：“{ $value }”须指定两个取值，未到诊的在前，例如 no-show=No-show:Yes/No。
learn-columns-twice = --columns：“{ $value }”的字段重复。
learn-columns-nothing = --columns：“{ $value }”既没有 no-show 也没有 service，没有可学习的内容。
learn-columns-absent = { $field } 对应的列“{ $value }”不在首行中。
learn-columns-ambiguous = { $field } 对应的列“{ $value }”在首行中不止一个。
learn-file-empty = 文件为空；首行须为列名
learn-file-columns = 首行有 { $value } 列，上限为 { $max }
learn-file-broken = 不是逗号分隔的文件：{ $value }
learn-file-left-out = { $rows } 行中有 { $left } 行无法使用，超过每 { $most } 行一行；第一处在第 { $line } 行：{ $reason }
learn-one-each = { $field } 给了 { $value } 次；{ $files } 个文件须各给一次。
learn-hold-out-order = --hold-out-from 需要先后次序：须指定 appointment 或 order 的列。
learn-hold-out-from = --hold-out-from 的值“{ $value }”：以 appointment 排序时须为日期（2026-09-30）或月份（2026-09），以 order 排序时须为整数。
learn-no-service = 无法建议叫号：已知就诊时长不足两次。

## `onething schedule learn`：学到的结果
learn-read = { $file }：{ $rows } 行，其中 { $left } 行未采用
learn-left-out = 行，第一处在第 { $line } 行：{ $reason }
learn-no-shows = 爽约（%）：比率、95 % 区间（下限、上限）、人次、本组数据的权重
learn-services = 就诊时长（分钟）：平均、平均的 95 % 区间（下限、上限）、变异系数、人次、本组数据的权重
learn-all = 全部
learn-lead-day = 提前 { $from } 天预约
learn-lead-days = 提前 { $from } 至 { $to } 天预约
learn-lead-more = 提前 { $from } 天及以上预约
learn-age-year = { $from } 岁
learn-age-years = { $from } 至 { $to } 岁
learn-age-more = { $from } 岁及以上
learn-proposal = { $name }：{ $patients } 名患者，{ $slots } 个时段，每个 { $minutes } 分钟，爽约 { $rate } %
learn-today = 现行
learn-proposed = 建议
learn-proposed-earlier = 按此前的就诊建议
learn-expected = 预期：现行、建议
learn-held-out = 用留出的 { $sessions } 个班次（{ $services } 次就诊）重放：现行、建议、差、差的 95 % 区间（下限、上限）
learn-wait = 分钟：每名患者平均等候
learn-wait-came = 分钟：到诊患者平均等候
learn-overtime = 分钟：超时
learn-idle = 分钟：医生空闲
learn-cost = 成本
