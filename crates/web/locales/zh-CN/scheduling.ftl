# 预约、排队、床位的状态、理由与拒绝说明（crates/scheduling）

appointment-state-booked = 已预约
appointment-state-arrived = 已签到
appointment-state-called = 已叫号
appointment-state-in-consultation = 就诊中
appointment-state-fulfilled = 已就诊
appointment-state-cancelled = 已取消
appointment-state-no-show = 未到场
appointment-state-not-seen = 未能就诊

admission-state-requested = 等待床位
admission-state-bed-assigned = 已留床
admission-state-arrived = 已到院，正在办理
admission-state-in-bed = 在床
admission-state-discharged = 已出院
admission-state-cancelled = 已取消

formality-identity = 身份核验
formality-form = 入院一张表
formality-insurance = 医保登记
formality-deposit = 预交金
formality-wristband = 腕带
formality-handover = 病区交接

sex-male = 男
sex-female = 女
sex-unknown = 未知

bed-state-free = 空床
bed-state-reserved = 已留床
bed-state-occupied = 有人
bed-state-cleaning = 清洁中

# 床位停用原因
bed-block-broken = 损坏待修
bed-block-disinfection = 终末消毒
bed-block-staff = 人手不足
bed-block-reserve = 应急备用

# 病房安排规则
bed-rule-room-sex = 男女分室
bed-rule-sex-unknown = 性别未登记须单独一间
bed-rule-oxygen = 墙壁供氧
bed-rule-isolation = 可隔离的病房
bed-rule-isolated-alone = 隔离须单独一间
bed-rule-beside-isolated = 不与隔离患者同室

bed-reason-own-ward = 本科病区
bed-reason-friendly-ward = 优先收治本科患者的病区
bed-reason-other-ward = 其他科病区（全院一张床）
bed-reason-fills-room = { $free ->
    [0] 正好住满这间病房
   *[other] 同性别病房，住后还剩 { $free } 张空床
}
bed-reason-opens-room = 新开一间不限性别的病房
bed-reason-oxygen = 有墙壁供氧
bed-reason-spares-oxygen = 不占用供氧床位
bed-reason-isolation = { $blocked ->
    [0] 单间隔离
   *[other] 单独隔离，另有 { $blocked } 张床不能使用
}
bed-reason-spares-isolation = 不占用隔离病房

# 通用
refusal-not-there = 没有找到所选的{ $field }，可能已经变更。请刷新页面后重新选择。
refusal-id-in-use = { $field }的编号已被使用。请刷新页面后重试。
refusal-empty = { $field }不能为空。请填写。
refusal-out-of-range = { $field }为 { $value }，应在 { $min } 到 { $max } 之间。请修改。
refusal-code-form = 代码“{ $value }”不对：应为 1 到 { $limit } 个字母、数字、短横线或下划线。
refusal-code-in-use = 代码“{ $value }”已被使用。请换一个代码。
refusal-rule-of-hospital = { $field }是全院统一的规则，请在全院规则中设置。
refusal-no-rules = { $date } 没有生效的预约规则，暂时不能办理。请联系医院管理员。
refusal-undo-too-late = 只能在 { $limit } 分钟内撤销，现在已经超过时限。如确有错误，请联系管理员。
refusal-seat-gone = { $from }–{ $until } 的这个号已不在了，不能撤销取消。请重新预约。
refusal-cancelled-by-hospital = 这个预约是医院取消的，不能在这里撤销。请联系导诊台。

# 班次
refusal-fee-range = 挂号费 { $value } 不可用，应在 0 与 { $max } 之间。请修改。
refusal-department-twice = 科室“{ $value }”在这个病区出现了两次。请去掉一个。
refusal-bed-number-twice = 床号“{ $value }”在这个病区出现了两次。请修改。
refusal-slot-minutes = 时段长度为 { $value } 分钟：最短 { $min } 分钟，最长 { $limit } 分钟（预约精确到 20 分钟以内）。请修改。
refusal-session-times = 班次时间 { $from }–{ $until } 不对：结束须晚于开始，最晚到 { $limit }。
refusal-session-end = 结束时间 { $until } 不晚于开始时间 { $from }。如到次日结束，请勾选“次日结束”；否则请修改。
refusal-slots-do-not-divide = 班次共 { $minutes } 分钟，不能按每段 { $value } 分钟整分。请调整时间或时段长度。
refusal-slot-count = 应有 { $needed } 个时段，收到 { $value } 个。请刷新页面后重试。
refusal-session-in-past = 班次开始时间 { $value } 已经过去（现在是 { $now }）。请选择以后的时间。
refusal-session-too-far = 班次最远可发布到 { $last }，{ $date } 太远。请选择更早的日期。
refusal-clinician-overlap = 这位医生 { $date } { $from }–{ $until } 在 { $room } 已有班次，同一时间只能在一处出诊。请换一个时间。
refusal-room-taken = { $room } { $date } { $from }–{ $until } 已有班次。请换诊室或时间。
refusal-room-same = 这个班次已经在这间诊室。请填写另一间。
refusal-session-booked = 这个班次已有 { $booked } 人预约，不能撤回。请先为他们改约或取消。
refusal-session-kept = 这个班次有 { $kept } 个号正为停诊改约的人保留，不能撤回。请等他们答复，或改用停诊。
refusal-session-begun = 这个班次 { $from } 已经开始（现在是 { $now }），不能再改动。
refusal-session-change-closed = 这个班次已停诊，或停诊刚撤销、还有人可以答复，不能改动。请等答复期结束。
refusal-session-change-drawn = 这个班次正在摇号，不能改动。请等摇号结束，或先取消摇号。
refusal-session-changed-meanwhile = 打开本页后，这个班次已被改动。未作任何改动；请核对现在的内容，仍要改就再提交一次。
refusal-session-same = 没有变化。请先修改再提交。
refusal-session-move-claimed = 这个班次有 { $claimed } 个号已约、已留或正在问候补的人，不能换一天。请先为他们改约，或改用停诊。
refusal-window-claimed = { $from } 开始的时段有 { $claimed } 个号已约、已留或正在问候补的人，不能只留 { $value } 个。请先为他们改约，或改用停诊。

# 排班模板与放假日历
refusal-templates-cap = 这个科室已有 { $value } 个模板，最多 { $limit } 个。请先结束不用的。
refusal-template-plans-cap = 这个模板已有 { $value } 次改动在等待生效，最多 { $limit } 次。请先修改或结束它。
refusal-template-overlap = 这位医生的另一个模板同时出诊：{ $from }–{ $until }，{ $room }（首次重叠 { $date }）。请换一个时间，或先结束那个模板。
refusal-template-room-taken = 另一个模板同时使用 { $room }：{ $from }–{ $until }（首次重叠 { $date }）。请换诊室或时间。
refusal-template-same = 没有变化。请先修改再提交。
refusal-template-changed-meanwhile = 打开本页后，这个模板已被修改。未作任何改动；请核对现在的内容，仍要改就再提交一次。
refusal-template-ended = 这个模板已经结束。请新增一个模板。
refusal-template-end-past = 最后一天 { $date } 太早：已经发布的班次不随模板改变，最早可填 { $first }。
refusal-template-from = 起始日期 { $date } 不可用，应在 { $first } 与 { $last } 之间。请修改。
refusal-template-until-far = 结束日期 { $date } 太远：最晚 { $last }；一直有效请不填。
refusal-template-until = 结束日期 { $date } 早于起始日期 { $first }。请修改。
refusal-template-anchor = 单周起算日 { $date } 不可用。请填写近年的日期。
refusal-template-used = 这个模板 { $date } 的班次已经发布过，不再重复发布。
refusal-template-other-day = 这个模板 { $date } 没有班次。请核对星期和单双周。
refusal-template-not-released = { $date } 的班次将于 { $at } 发布。
refusal-day-off = { $date } 是{ $name }假期，不发布班次。
refusal-no-calendar = { $year } 年还没有放假日历，不自动发布班次。请先录入日历。
refusal-calendar-days = 假期 { $from } 至 { $until } 不可用：最后一天不能早于第一天，最多连续 { $limit } 天。请修改。
refusal-calendar-day-twice = { $date } 已经是假期，或写了两次。请去掉一个。
refusal-calendar-other-year = { $date } 不在 { $year } 年。请写在那一年的日历里。
refusal-calendar-line = 这一行看不懂：“{ $value }”。请按例子的格式填写。
refusal-calendar-no-days-off = { $year } 年的放假一栏是空的，没有采用：节假日的班次会照常发布。请逐行填写通知里的假期。

# 预约
refusal-already-in-slot = 就诊人在 { $from } 这个时段已有预约，同一时段每人限 { $limit } 个号。请在“我的预约”中查看。
refusal-same-time = 就诊人在 { $from }–{ $until } 已有另一个预约，时间重叠。请换一个时段。
refusal-department-day-cap = 就诊人 { $date } 在这个科室已有 { $value } 个预约，每天限 { $limit } 个。请改约或选择其他日期。
refusal-day-cap = 就诊人 { $date } 已有 { $value } 个预约，每天限 { $limit } 个。请选择其他日期。
refusal-clinician-day-cap = 就诊人 { $date } 在这位医生处已有 { $value } 个预约，每天限 { $limit } 个。请改约或选择其他日期。
refusal-week-cap = 就诊人 { $from } 至 { $until } 已有 { $value } 个预约（含已就诊和爽约），每周限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-department-week-cap = 就诊人 { $from } 至 { $until } 在这个科室已有 { $value } 个预约（含已就诊和爽约），每周限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-clinician-week-cap = 就诊人 { $from } 至 { $until } 在这位医生处已有 { $value } 个预约（含已就诊和爽约），每周限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-month-cap = 就诊人 { $from } 至 { $until } 已有 { $value } 个预约（含已就诊和爽约），每月限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-department-month-cap = 就诊人 { $from } 至 { $until } 在这个科室已有 { $value } 个预约（含已就诊和爽约），每月限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-clinician-month-cap = 就诊人 { $from } 至 { $until } 在这位医生处已有 { $value } 个预约（含已就诊和爽约），每月限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-quarter-cap = 就诊人 { $from } 至 { $until } 已有 { $value } 个预约（含已就诊和爽约），每季度限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-department-quarter-cap = 就诊人 { $from } 至 { $until } 在这个科室已有 { $value } 个预约（含已就诊和爽约），每季度限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-clinician-quarter-cap = 就诊人 { $from } 至 { $until } 在这位医生处已有 { $value } 个预约（含已就诊和爽约），每季度限 { $limit } 个。请选择这段时间以外的日期，或退掉其中未就诊的。
refusal-kind-day-cap = 就诊人 { $date } { $within }已有 { $value } 个{ $kind }号，{ $per }限 { $limit } 个。请选择其他日期，或其他职称的医生。
refusal-kind-cap = 就诊人 { $from } 至 { $until } { $within }已有 { $value } 个{ $kind }号（含已就诊和爽约），{ $per }限 { $limit } 个。请选择这段时间以外的日期，或其他职称的医生。
refusal-group-day-cap = 就诊人 { $date } { $within }已有 { $value } 个预约，{ $group }{ $per }限 { $limit } 个。请选择其他日期。
refusal-group-cap = 就诊人 { $from } 至 { $until } { $within }已有 { $value } 个预约（含已就诊和爽约），{ $group }{ $per }限 { $limit } 个。请选择这段时间以外的日期。
refusal-no-show-block = 就诊人 { $within } 天内爽约 { $value } 次；满 { $limit } 次，{ $blocked } 天内不能自行预约，到 { $until } 恢复。窗口仍可预约；如果记录有误，请尽快告诉窗口。
refusal-cap-range = { $per }{ $within }：{ $value }，应在 { $min } 到 { $max } 之间。请修改。
refusal-cap-number = { $per }{ $within }：“{ $value }”不是数字。请用数字填写。
refusal-appeal-open = 您已经提交过申诉，医院还没有处理。请等待答复。
refusal-appeal-declined = 医院没有同意申诉，不能再次提交。窗口仍可为您处理。
refusal-visit-excused = 这次爽约已经免除，不计入次数，不需要再处理。
refusal-appeal-too-late = 就诊日期是 { $date }，申诉应在之后 { $limit } 天内提出。请到窗口说明。
refusal-no-appeal = 这次爽约没有待处理的申诉。请重新打开列表查看。
refusal-not-excused = 这次爽约没有免除，不需要撤回。
refusal-own-visit = 这是您本人的就诊，请由其他人处理。
refusal-own-exemption = 这是您本人，请由其他人办理您的豁免。
refusal-exemption-from = 第一天为 { $value }，应在 { $today } 到 { $latest } 之间。请修改。
refusal-exemption-until = 最后一天为 { $value }，应在 { $from } 到 { $latest } 之间，最多 { $limit } 天。请修改。
refusal-exemptions-max = 此人已有 { $value } 条有效或将生效的豁免，最多 { $limit } 条。请先结束不需要的。
refusal-exemption-over = 这条豁免已经结束。
refusal-cap-twice = 第 { $value } 条限额与前面一条的周期和范围相同，每种只能给一次。
refusal-cap-of-day-missing = 全院规则必须写明每人每天在全院最多几个预约。
refusal-rules-changed-meanwhile = 打开本页以后规则已有变动。请重新查看；未作任何更改。
refusal-rules-in-past = 规则不能从已过去的 { $value } 起生效，最早为 { $today }。
refusal-rules-step-incomplete = 第 { $value } 级的爽约次数、统计天数和停约天数三项都要填写。
refusal-rules-box-empty = { $field }：填了数字，但没有勾选“本规则写明…”。请勾选，或清空这些数字。
refusal-slot-in-past = 这个时段 { $from } 已经开始（现在是 { $now }）。请选择后面的时段。
refusal-too-far-ahead = { $date } 的号还没有开放：最多提前 { $limit } 天预约，{ $opens } 放号，目前可约到 { $last }。
refusal-group-too-far-ahead = { $date } 的号还没有向{ $group }开放：这一人群最多提前 { $limit } 天预约，{ $opens } 放号，目前可约到 { $last }。
refusal-book-too-late = { $from } 的时段最晚须在开始前 { $limit }（{ $latest } 前）自助预约。请选择后面的时段，或到窗口办理。
refusal-slot-full = { $limit ->
    [0] { $from } 开始的时段的号都留给了其他渠道。
   *[other] { $from } 开始的时段 { $limit } 个号已约满。
  }请选择其他时段或其他医生。
refusal-cancel-too-late = 取消或改约须在开始前 { $limit } 分钟办理，最晚为 { $latest }。如不能前来，请联系导诊台。
refusal-department-cancel-cap = 就诊人今天在这个科室已取消或改约 { $value } 次，每天限 { $limit } 次。{ $until } 起可以再办。如现在需要，请联系导诊台办理。
refusal-cancel-cap = 就诊人今天已取消或改约 { $value } 次，每天限 { $limit } 次。{ $until } 起可以再办。如现在需要，请联系导诊台办理。
refusal-same-slot = 已经约在 { $from } 这个时段。请选择另一个时段。
refusal-other-department = 改约只能在同一科室内进行。如需看其他科室，请另行预约。
refusal-appointment-state = 这个预约现在是“{ $state }”，只有“{ $needed }”时才能这样做。请刷新页面查看最新情况。

# 候补
refusal-wishes-missing = 还没有选半天。请至少选一个。
refusal-no-waitlist = 这个科室没有开通候补。请选择其他有号的时段。
refusal-waitlist-cap = 就诊人已有 { $value } 个候补，每人最多 { $limit } 个。请先退出一个。
refusal-waitlist-joins-cap = 就诊人今天已加入候补 { $value } 次，每天限 { $limit } 次。请明天再来。
refusal-waitlist-line-full = { $date } 这个半天已有 { $value } 人候补，最多 { $limit } 人，再排也很难等到。请选择其他日期或医生。
refusal-waitlist-two-departments = 一次候补只能选同一个科室的医生。其他科室请另外候补。
refusal-waitlist-wish-twice = { $date } 的同一个半天选了两次。请去掉一个。
refusal-waitlist-closed = { $date } 的候补已于 { $at } 截止。请选择以后的日期。
refusal-waitlist-no-session = 所选医生 { $date } 这个半天没有可以候补的门诊。请选择其他半天。
refusal-waitlist-not-full = { $date } { $from }–{ $until } 还有号，不用候补。请直接预约。
refusal-already-waiting = 就诊人已经在候补 { $date } 的这个半天。请在“我的候补”中查看。
refusal-waitlist-ended = 这个候补已于 { $at } 结束。请重新候补或预约。
refusal-waitlist-same = 候补条件没有变化。请先修改再提交。
refusal-no-offer = 现在没有为您保留的号，可能已经答复或过期。有号时会再问您。
refusal-offer-over = 这个号只保留到 { $until }，已经过了。您仍在候补，有号时会再问您。
refusal-no-hold = 这个时段现在没有为就诊人保留的号，可能已预约、已放弃或已过时。有号时可以直接预约。
refusal-hold-not-over = 这个号保留到 { $until }，还没有到时间。
refusal-hold-open = { $from }–{ $until } 有一个号正为就诊人保留到 { $answer }，时间重叠。请先确认或放弃那个号。
refusal-hold-rest = 同一班次的号最多连续保留 { $limit }，已经用完。{ $at } 起可以再保留；有号时现在就可以直接预约。
refusal-holds-too-many = 一小时内最多保留 { $limit } 次，您已保留 { $value } 次。{ $at } 起可以再保留；有号时现在就可以直接预约。
refusal-offer-open = { $from }–{ $until } 有一个候补的号正为就诊人保留，{ $answer } 前答复，时间重叠。请先答复那个号。
refusal-offer-extended = 这个号已经多留过一次，保留到 { $until }。请在此之前答复。
refusal-offer-not-longer = 这个号只能保留到 { $until }，不能再多留。请在此之前答复。
refusal-offer-not-over = 这个号保留到 { $until }，还没有过期。
refusal-entry-not-over = 这个候补到 { $until } 才截止。
refusal-nobody-to-ask = 这个号现在没有下一位可问，{ $until } 起放出。
refusal-other-person = 这个候补是另一位就诊人的。请核对就诊人。
refusal-offer-changed = 这里问的号已经不是您看到的那个了。未作任何改动，请看现在的号再答复。
refusal-waitlist-changes-cap = 这个候补今天已改过 { $value } 次，每天限 { $limit } 次。请明天再改；原来的位次不变。
refusal-slot-drawn = { $from }–{ $until } 的号要摇号，名次出来前不能直接预约。请先报名摇号。
refusal-draw-pending = 这个班次已经在摇号，{ $at } 公开种子。请先取消那次摇号。
refusal-session-not-held = 这个班次已停诊，不能摇号。请选择其他班次。
refusal-draw-times = { $field } 填的是 { $value }，须不早于 { $from }，并早于门诊开始的 { $until }。请改时间。
refusal-draw-commitment = 种子指纹须为 64 位十六进制数字，字母小写。请重新提交。
refusal-draw-booked = 这个班次已有 { $booked } 个号被占用，不能摇号。请选择没有人预约的班次。
refusal-draw-not-open = 摇号 { $from } 开始报名。请到时再来，早报、晚报机会一样。
refusal-draw-list-open = 名单到 { $at } 才封存。请到时再来。
refusal-draw-list-closed = 名单已于 { $at } 封存，不能再报名或退出。请等待结果。
refusal-draw-opened = 种子已于 { $at } 公开，不能再改。请看结果。
refusal-draw-over = 这次摇号已于 { $at } 结束。请看结果，或选择其他号。
refusal-draw-cancelled = 这次摇号已于 { $at } 取消。请选择其他号。
refusal-draw-sealed = 名单已于 { $at } 封存并公布封存码，不能重新开放。请等待结果，或请管理员取消后重新设置摇号。
refusal-draw-prolong-times = { $field } 填的是 { $value }，须不早于 { $from }（晚于原定，且至少 10 分钟以后），不晚于 { $until }（门诊 { $begins } 开始）。请改时间，或请管理员取消摇号。
refusal-draw-full = 名单已满，最多 { $limit } 人。请选择其他日期或医生。
refusal-draw-joined = 就诊人已于 { $at } 报名这次摇号，每人报一次。不用再报。
refusal-draw-joins-cap = 就诊人已报名这次摇号 { $value } 次，最多 { $limit } 次。请选择其他号。
refusal-draw-open-cap = 就诊人已在 { $value } 次摇号的名单上，每人最多 { $limit } 次。请先退出一次。
refusal-draw-left = 这个报名已于 { $at } 退出。要再参加请重新报名。
refusal-draw-list-twice = 名单与封存时不符，不能摇号。请联系管理员。
refusal-draw-numbers = 没有可用的编号，暂时不能报名。请稍后再试。
refusal-draw-not-due = 到 { $at } 才公开种子。请到时再来。
refusal-draw-begun = 门诊已于 { $at } 开始，不能再摇号。请取消这次摇号。
refusal-draw-wrong-seed = 种子与公布的指纹不符，不能公开。请取消这次摇号并重新设置。
refusal-draw-not-next = 现在轮到的不是这一位，未作任何改动。请重新加载页面。
refusal-draw-won = 就诊人在这次摇号中已得号，每人一个。不用再办。
refusal-rule-of-department = { $field }是科室或全院的规则，不能按号别或按班次设置。
refusal-rule-not-of-group = 不能按就诊人群设置{ $field }：人群只有放号、预约限额、退号和爽约的规则。
refusal-undo-cancel-called = { $at } 已经叫过号，不能撤销取消。请重新预约。
refusal-night-too-long = 夜间从 { $from } 到 { $until } 太长：最多 { $limit } 分钟。请改短。

# 签到与叫号
refusal-checkin-wrong-day = 这个预约是 { $date }，今天是 { $today }。请在就诊当天签到。
refusal-checkin-too-early = 签到从开始前 { $limit } 分钟起，即 { $opens }。请届时再来。
refusal-checkin-too-late = 签到在时段结束后 { $limit } 分钟，即 { $closed } 截止。请到导诊台改约。
refusal-was-called = 已经叫过号，不能再撤销签到。
refusal-class-not-at-check-in = “回诊”不能在签到时选：看过以后带着检查结果回来的人，请点“回诊”。
refusal-seen-before-tests = 这位患者已经看过，只是还在等回诊，不算爽约。如不再等，请撤销回诊。
refusal-not-back-from-tests = 这位患者没有在等回诊，没有可以撤销的。
refusal-pause-length = 暂停到 { $until } 不行：须在现在之后，最长 { $limit } 分钟。更久请停诊或结束本班。
refusal-not-paused = 现在没有暂停。
refusal-transfer-same-session = 患者已经在这个班次候诊。请选择其他诊室。
refusal-transfer-other-department = 转诊室只能在同一科室内进行。转其他科室请另行预约。
refusal-transfer-other-device = 这位患者要做的项目与该班次的设备种类不同。请选同类设备的班次。
refusal-transfer-device-out = 该班次的 { $device } 已停用。请另选班次。
refusal-session-over = 这个班次应于 { $until } 结束，已经没有患者。请选择其他诊室。
refusal-session-called-off = 这个班次已于 { $at } 停诊。请选择其他诊室。
refusal-add-ons-full = 这个时段已经加号 { $limit } 人，不能再加。请选择其他班次。
refusal-not-sent-on = 这位患者不是从其他诊室转来的，没有可以撤销的。
refusal-sent-on = 这位患者之后已转到其他诊室候诊。请先把患者转回来。
refusal-session-paused = 叫号暂停中，预计 { $until } 恢复。请先点“继续叫号”。
refusal-presence-code-wrong = 到院码不对。请看候诊区屏幕上的 { $digits } 位数字再输一次；数字每分钟换一次，{ $minutes } 分钟内有效。也可以到护士站签到。
refusal-presence-code-too-often = 这一分钟已经输错 { $limit } 次。请一分钟后再输屏幕上的数字，或到护士站签到。
refusal-kiosk-not-found = 没有找到。请核对就诊码，以及手机号或证件号的最后 { $digits } 位；只能签今天的预约。也可以到护士站签到。
refusal-kiosk-too-often = 输错超过 { $limit } 次，这一小时不能再用这里签到。请到护士站，任一证件都行。
refusal-session-wrong-day = 这个班次是 { $date }，今天是 { $today }，不能叫号。
refusal-session-ended = 这个班次已于 { $at } 结束，不再叫号和签到。请选择其他时段。
refusal-session-not-over = 这个班次到 { $until } 为止，之后才能结束。
refusal-session-closed = { $date } 的班次已于 { $at } 自动结束，不再叫号。请为未能就诊的患者另选时段。
refusal-session-not-ended = 这个班次没有结束，无需撤销。
refusal-someone-called = 已叫号 { $code }，请先接诊或过号，再叫下一位。
refusal-other-queue = 这位患者不在这个诊室的队列中。请核对诊室。
refusal-queue-empty = 现在没有候诊的患者。
refusal-someone-inside = 患者 { $code } 正在就诊，一个诊室一次只看一位。请先结束就诊。
refusal-cannot-be-missed = 这个预约现在是“{ $state }”，不能记为未到场。
refusal-missed-too-early = { $earliest } 之后才能记为未到场（时段结束后 { $limit } 分钟）。请稍候。

# 入院与床位
refusal-diagnosis-code = 诊断编码“{ $value }”不对：应为 ICD-10 编码，例如 J18.900。
refusal-other-patient = 这次就诊是另一位患者的。请核对。
refusal-not-seen-yet = 患者还没有就诊，不能从这次预约申请入院。请先接诊。
refusal-admission-open = 这位患者已有入院申请 { $code }（{ $state }），不能再次申请。请先办完或取消原来的申请。
refusal-admission-state = 这次入院现在是“{ $state }”，不能这样做。请刷新页面查看最新情况。
refusal-bed-already-assigned = 已为这位患者留了 { $bed } 床。如需换床，请先取消留床。
refusal-no-bed-assigned = 还没有为这位患者留床。请先安排床位。
refusal-not-arrived = 患者还没有到院报到。请先核对证件报到。
refusal-formality-done = “{ $formality }”已在 { $since } 办好，不需要再办。
refusal-formality-not-done = “{ $formality }”还没有办，无需撤销。
refusal-formalities-open = 还有 { $open } 项手续没有办好，下一项是“{ $formality }”。办好后才能入床。
refusal-bed-not-free = { $bed } 床现在是“{ $state }”，一张床只能安排一位患者。请选择其他床位。
refusal-room-sex = { $room } 病房现在只收“{ $room_sex }”患者，这位患者性别为“{ $sex }”。请选择其他病房。
refusal-room-sex-unknown = { $room } 病房有患者的性别未登记，登记后才能安排同室。请先登记，或选择其他病房。
refusal-sex-unknown-alone = 这位患者的性别未登记，只能安排在没有他人、男女不限的病房，{ $room } 病房不行。请先登记性别，或选择其他病房。
refusal-transfer-pending = 已请求转入另一病区的 { $bed } 床，正等对方同意。请先撤回这个请求。
refusal-no-transfer-pending = 这位患者没有等待同意的转床请求，可能已经办好或撤回。请刷新页面查看。
refusal-not-transferred = 这位患者没有可以撤销的转床。
refusal-undo-other-ward = { $bed } 床属于另一病区，不能直接撤销转床。请申请转回，由那个病区接收。
refusal-room-without-oxygen = { $room } 病房没有墙壁供氧，而这位患者需要吸氧。请选择有供氧的病房。
refusal-room-not-for-isolation = { $room } 病房不能隔离。请选择可以隔离的病房。
refusal-isolation-needs-room-alone = 隔离患者须单独一间，{ $room } 病房已有 { $people } 人。请选择空病房。
refusal-room-isolated = { $room } 病房有隔离患者，不能再安排他人。请选择其他病房。
refusal-same-bed = 患者已经在 { $bed } 床。请选择另一张床。
refusal-not-in-bed = 患者现在是“{ $state }”，不在床上，不能这样做。
refusal-bed-taken-meanwhile = 原来的 { $bed } 床后来已安排过他人，不能撤销。请另选床位，或重新申请入院。
refusal-bed-not-cleaning = { $bed } 床不在清洁中，无需确认。
refusal-bed-blocked = { $bed } 床已停用（{ $reason }），病区恢复使用前不能安排患者。请选择其他床位。
refusal-bed-blocked-until = { $bed } 床停用到 { $until }（{ $reason }），在此之前不能安排患者。请选择其他床位。
refusal-bed-not-blocked = { $bed } 床没有停用，无需恢复。
refusal-no-rule-broken = 安排 { $bed } 床不违反任何规则，请按通常方式留床。
refusal-bed-block-until = 停用到 { $value } 不行：应晚于现在（{ $now }），最晚到 { $latest }。请修改，或留空。
refusal-clock-not-stopped = 时钟没有问题，无需确认

refusal-service-says-twice = 项目“{ $value }”的{ $field }里，同一样写了两次。
refusal-services-changed-meanwhile = 服务项目刚被别人改过。请看过最新的再改。
refusal-itinerary-no-chain = 这 { $value } 个时段的顺序、间隔或准备现在对不上了，没有预约任何一个。请重新安排。
refusal-itinerary-too-much = 要安排的太多（{ $value }），算不了。请少选一些。
refusal-itinerary-over = 这趟里没有还能取消或改期的预约了。

# 设备
refusal-device-overlap = { $device } { $date } { $from }–{ $until } 已用于 { $room } 的班次，同一时间只能用于一个班次。请换设备或时间。
refusal-device-out-of-service = { $device } 自 { $since } 起停用，暂不能用于班次。请等恢复使用，或换一台设备。
refusal-device-in-service = { $device } 现在没有停用。请刷新页面查看最新情况。
refusal-device-department = { $device } 不属于这位医生的科室。请选择本科室的设备。
refusal-device-same = 这个班次已经用 { $device }。请另选一台。
refusal-device-other-kind = { $device } 与这个班次发布时所用的设备不是同一类，已约的人做不了原来的项目。请选同类设备；要换类别，请撤回或停诊后重新发布。
refusal-template-device-taken = 另一个模板同时使用 { $device }：{ $from }–{ $until }，{ $room }（首次重叠 { $date }）。请换设备或时间。
refusal-service-device = “{ $service }”要用的设备，这个时段没有。请重新安排。
refusal-rebooking-device = 建议的时段 { $from } 用的设备种类与原来不同。请另选。
