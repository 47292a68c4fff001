# 结算：待遇计算的步骤、约定、检查与不能办理的原因（crates/settlement、住院账单）

## 国家接口字段
title-medfee-sumamt = 医疗费总额
title-fulamt-ownpay-amt = 全自费金额
title-overlmt-selfpay = 超限价自费
title-preselfpay-amt = 先行自付
title-inscp-scp-amt = 符合政策范围金额
title-act-pay-dedc = 起付线
title-hifp-pay = 统筹基金支付
title-hifmi-pay = 居民大病保险支付
title-hifob-pay = 职工大额医疗费用补助支付
title-maf-pay = 医疗救助支付
title-cvlserv-pay = 公务员医疗补助支付
title-hifes-pay = 企业补充医疗保险支付
title-oth-pay = 商业补充保险支付
title-fund-pay-sumamt = 基金支付总额
title-acct-pay = 个人账户支付
title-acct-mulaid-pay = 家庭共济账户支付
title-psn-cash-pay = 个人现金支付
title-psn-part-amt = 个人负担总额
title-deposit-refund = 应退预交金
title-arrears = 应补交金额

class-active = 在职
class-retired = 退休
class-resident = 居民

## 步骤
step-lines = { $count ->
    [0] 总费用 { $total }，其中符合政策范围 { $in_scope }。
   *[other] { $count } 条明细合计 { $total }，其中符合政策范围 { $in_scope }。
}
step-year = 跨年住院：{ $rule }，本次计入 { $year } 年度。
year-of-admission = 按入院日期
year-of-discharge = 按出院日期
day-of-admission = 入院日期
day-of-discharge = 出院日期
day-of-settlement = 结算日期
year-of-settlement = 按结算日期
year-of-charge = 按费用发生日期
step-remote-rate = 异地就医且未转诊：各段支付比例降低 { $share }。
step-remote-rate-referred = 异地转诊就医：支付比例降低 { $share }。
step-remote-rate-registered = 异地备案就医：支付比例降低 { $share }。
step-remote-base = 异地就医且未转诊：符合政策范围的费用先由个人自付 { $share }。
step-remote-base-referred = 异地转诊就医：先由个人负担符合政策范围费用的 { $share }。
step-remote-base-registered = 异地备案就医：先由个人负担符合政策范围费用的 { $share }。
step-year-part = { $year } 年发生的费用计入当年。
step-both-years = 两个年度合计。
step-deductible = { $level ->
    [0] 社区及乡镇
    [1] 一级
    [2] 二级
   *[other] 三级
}医疗机构，本年度第 { $nth } 次住院，起付标准 { $standard }，先由个人负担。
step-cap-cost = 纳入支付的费用封顶 { $cap }，超出 { $over } 不进入统筹。
step-pool = { $level ->
    [0] 社区及乡镇
    [1] 一级
    [2] 二级
   *[other] 三级
}医疗机构、{ $class }：起付线以上 { $base } 按 { $low } 至 { $high } 所在分段的比例支付。
step-pool-none = 起付线以上没有余额，统筹基金不支付。
step-cap-payment = 最高支付限额 { $cap }，本年度此前已支付 { $before }，超出部分不再支付。
step-tier = { $layer }：计算基数 { $base }，本年度此前累计 { $before }，起付标准 { $threshold }，以上部分分段支付。
step-funds = 各项基金支付相加。
step-personal = 总费用减去基金支付，由个人负担。
step-account = 个人账户余额 { $balance }、家庭共济余额 { $family_balance }，可支付的部分最多 { $limit }。
step-cash = 个人负担减去账户支付，用现金、银行卡或手机支付。
step-self-pay = 自费：{ $total } 全部由本人支付。
step-deposits = 预交金 { $deposits } 抵付个人现金 { $cash }。

arithmetic-lines = { $total } = 全自费 { $own } + 超限价 { $over } + 先行自付 { $first } + 符合政策范围 { $in_scope }
arithmetic-band = { $amount } × { $rate } = { $exact }
arithmetic-sum = 合计 { $exact }，取到分为 { $result }
arithmetic-difference = { $from } − { $less } = { $result }
arithmetic-yearly-max = 本年度起付线还差 { $left } 达到上限，低于标准 { $standard }
arithmetic-deductible-in-scope = 符合政策范围的只有 { $in_scope }，低于应付的起付线 { $due }
arithmetic-above-bands = 最高分段以上 { $amount } 不支付
arithmetic-tier-base = 起付线 { $deductible } + 按比例自付 { $coinsurance } + 封顶线以上 { $over_cap } + 先行自付及超限价 { $first } − 前面各层已付 { $earlier } = { $base }
arithmetic-tier-base-own = 起付线 { $deductible } + 按比例自付 { $coinsurance } + 封顶线以上 { $over_cap } + 先行自付及超限价 { $first } + 全自费 { $own } − 前面各层已付 { $earlier } = { $base }
arithmetic-below-threshold = 累计 { $position } 未超过起付标准 { $threshold }，不支付
arithmetic-funds = 统筹 { $pool } + 大额 { $second } + 大病 { $serious } + 救助 { $assistance } = { $result }
arithmetic-funds-supplements = 统筹 { $pool } + 大额 { $second } + 大病 { $serious } + 救助 { $assistance } + 补充 { $supplements } = { $result }
arithmetic-personal = { $total } − { $funds } = { $result }
arithmetic-account = 本人账户 { $own } + 家庭共济 { $family }
arithmetic-cash = { $personal } − { $account } = { $result }
arithmetic-both-years = { $first } + { $second } = { $result }

## 政策约定
convention-rounding-mode = 取舍方式
convention-rounding-place = 取到分的位置（逐段或合计）
convention-line-order = 限价与先行自付的先后
convention-cross-year = 跨年住院计入的年度
convention-remote-rule = 异地就医规则
convention-remote-share = 异地就医降低的幅度
convention-remote-layers = 异地就医降低比例的是哪些基金
convention-account-family = 家庭共济是否计入个人账户支付
convention-account-in-fund = 基金支付总额是否含个人账户
convention-account-pays = 个人账户可支付的范围
convention-deductible = 起付标准
convention-deductible-repeat = 多次住院的起付标准
convention-deductible-transfer = 转院的起付标准
convention-deductible-interim = 中途结算后的起付标准
convention-deductible-new-year = 跨年后新年度部分的起付标准
convention-deductible-yearly-max = 年度起付线上限
convention-rates = 支付比例
convention-band-edges = 分段的起点（从零或从起付线以上）
convention-band-period = 分段按次或按年度累计
convention-year-position = 年度累计计入的费用
convention-cap-kind = 封顶的对象
convention-cap-amount = 封顶金额
convention-cap-period = 封顶按次或按年度
convention-cap-deductible = 费用封顶是否含起付线
convention-cap-over = 支付封顶时什么算作封顶线以上
convention-tier-base = { $layer }：计算基数包括哪些
convention-tier-threshold = { $layer }：起付标准
convention-tier-band-edges = { $layer }：分段的起点
convention-tier-period = { $layer }：按次或按年度累计
convention-tier-bands = { $layer }：分段与比例
convention-layers-order = 统筹以上各层支付的先后
layer-second-tier = 职工大额
layer-serious-illness = 居民大病
layer-assistance = 医疗救助
layer-assistance-again = 倾斜救助
layer-civil-servants = 公务员医疗补助
layer-enterprise = 企业补充医疗保险
layer-commercial = 商业补充保险
layer-pool = 统筹基金
note-assumed = 假定：{ $reason }
note-not-stated = 政策来源没有说明这一点，本结果只是估算，不能作为结算依据。
note-charge-date = 跨年住院按费用发生日期分年计算，而这里不知道各项费用的日期或其中一年的累计，本结果只是估算。
note-no-layer-sums = 这里不知道本年度{ $layer }已支付多少，本结果只是估算。
note-policy-not-in-force = 政策 { $policy } 在 { $day } 不生效（{ $from } 至 { $to }），本结果只是估算。
note-no-day = 没有给出{ $day }，而它决定算哪一年、用哪一版政策。本结果只是估算。
note-too-many-open = 政策的读法超过 { $max } 种，只逐项和两两试算过。本结果只是估算。

## 结算前的检查
check-in-bed = 患者已入住
check-lines = { $count ->
    [0] 还没有费用
   *[other] 费用 { $count } 条
}
check-registered = 医保入院登记已完成
check-uploaded = { $missing ->
    [0] 费用已全部上传
   *[other] 还有 { $missing } 条费用未上传
}
check-outcomes = { $unknown ->
    [0] 与医保平台的往来都有结果
   *[other] 有 { $unknown } 笔医保交易结果未知
}
way-in-bed = 请先办完入院并入住。
way-lines = 请先记入费用。
way-registered = 试算时先办理医保入院登记；如平台未答复，系统会自动查询。
way-uploaded = 预结算时会自动上传。
way-outcomes = 系统正在自动查询，有结果后即可继续；在此之前不收不退。
exchange-notice-running = 正在与医保平台交换数据（交易 { $infno }，{ $since } 发出）。
exchange-notice-unknown = 结果未知，系统正在查询（交易 { $infno }，{ $since } 发出）。有结果之前不收不退，也不能当作已结算。
exchange-notice-foreign = 平台上有一笔不是本系统发出的结算（报文号 { $msgid }），交易 { $infno } 的结果待医保办核实。
exchange-notice-unfit = 医保平台的答复与所问不符（交易 { $infno }，{ $since } 发出，字段 { $name }）。答复已留存备查，没有入账；系统会再次查询。如一直如此，请联系医保办。
exchange-notice-unfit-amount = 医保平台的答复与所问不符（交易 { $infno }，{ $since } 发出）：字段 { $name } 应为 { $asked }，答复为 { $said }。答复已留存备查，没有入账；系统会再次查询。如一直如此，请联系医保办。
exchange-notice-unfit-bound = 医保平台答复的金额不可能（交易 { $infno }，{ $since } 发出）：字段 { $name } 为 { $said }。答复已留存备查，没有入账；系统会再次查询。如一直如此，请联系医保办。

## 不能办理：政策与案例文件（path 为位置，value 为所写内容）
refusal-file-not-toml = { $path }：文件不是有效的 TOML（{ $value }）。请检查引号、括号与等号。
refusal-file-not-json = { $path }：不是有效的 JSON（{ $value }）。请检查花括号、引号与逗号。
refusal-policy-bands-above-zero = { $path }：第一段从 { $value } 开始，在它以下的费用没有支付比例。
refusal-policy-bands-falling = { $path }：支付比例 { $value } 低于前一段的 { $before }；请与来源核对。
refusal-policy-level-uncovered = { $path } 没有 { $value } 级医疗机构，而另一张表有；这一级的费用无法计算。
refusal-policy-days-overlap = { $path }：从 { $value } 到 { $until }，{ $other } 也在有效期内，二者属于同一统筹区、险种和待遇。
refusal-policy-days-gap = { $path }：从 { $value } 起有效，而前一份 { $other } 到 { $last } 为止，其间没有政策。
refusal-case-policy-unknown = { $path } 是“{ $value }”，不在给出的政策之中：{ $choices }。请写政策的编号或文件名。
refusal-case-policy-missing = 案例没有写明 { $path }，而给出了不止一份政策：{ $choices }。请写其中一份的编号或文件名。
refusal-file-too-large = 文件有 { $value } 字节，超过上限 { $max } 字节。
refusal-file-too-many = { $path } 有 { $value } 项，最多 { $max } 项。
refusal-file-field-missing = 缺少 { $path }，此项必填。
refusal-file-field-unknown = { $path }（{ $value }）不是已知的项目。请检查拼写，或删去。
refusal-file-type-wrong = { $path } 的值“{ $value }”类型不对，应为{ $expected }。
file-type-text = 文字
file-type-bool = true 或 false
file-type-integer = 整数
file-type-decimal = 带引号的小数，例如 "0.85"
file-type-list = 非空列表
file-type-table = 表
file-type-tables = 表的数组
refusal-file-text-length = { $path } 的文字不能为空，也不能超过 { $max } 个字节。
refusal-file-integer-range = { $path } 的值 { $value } 超出范围，应在 { $min } 与 { $max } 之间。
refusal-file-date-wrong = { $path } 的值“{ $value }”不是日期，应写成 2024-01-31。
refusal-file-choice-unknown = { $path } 的值“{ $value }”不可用，只能是：{ $choices }。
refusal-file-listed-twice = { $path } 里“{ $value }”写了两次。
refusal-file-amount-not-a-number = { $path } 的值“{ $value }”不是数字。
refusal-file-amount-negative = { $path } 的值 { $value } 是负数，金额不能小于零。退费请按原明细退回。
refusal-file-amount-too-precise = { $path } 的值 { $value } 超过两位小数，金额只到分。
refusal-file-amount-too-large = { $path } 的值 { $value } 太大，最多 { $max }。
refusal-file-quantity-range = { $path } 的值 { $value } 不可用：小数最多 { $decimals } 位，且不超过 { $max }。
refusal-file-rate-out-of-range = { $path } 的值 { $value } 不是比例：比例在 0 与 1 之间，小数最多六位。
refusal-file-ground-missing = { $path }（{ $rule }）没有写明依据：请写 source（来源）、assumed（假定的理由）或 not_stated = true 之一。
refusal-file-ground-twice = { $path }（{ $rule }）写了不止一个依据：source、assumed、not_stated 只能有一个。
refusal-policy-convention-missing = 政策没有写明 { $path }（{ $rule }）。各地做法不同，不能默认：请写出取值和依据；来源没有说明的写 not_stated = true。
refusal-policy-bands-empty = { $path } 没有分段，至少要有一段。
refusal-policy-band-empty = { $path }：分段从 { $value } 到 { $to } 是空的，终点必须大于起点。
refusal-policy-bands-overlap = { $path }：从 { $value } 开始，与前一段（到 { $before }）重叠。
refusal-policy-bands-gap = { $path }：从 { $value } 开始，与前一段（到 { $before }）之间有空隙。
refusal-policy-bands-unsorted = { $path }：从 { $value } 开始，却排在 { $before } 之后，分段要从低到高。
refusal-policy-rows-overlap = { $path }：前面有一行写了同样的条件，且对部分人同样成立（级别 { $value }）；只能有一行成立。
refusal-policy-row-without-condition = { $path } 没有写任何条件，算不上例外；请写 levels、kind、classes、categories、remote 或 diseases。
refusal-policy-factors-need-one-amount = { $path }：写 factors 时只能有一个金额作为基数，现有 { $value } 个。
refusal-policy-factor-not-exact = { $path }：算出的起付标准 { $value } 不是整分，请直接写出金额。
refusal-policy-cap-not-last-band = { $path }：封顶方式为 no_band_above 时，每组分段的最后一段都必须止于封顶金额 { $value }。
refusal-policy-region-wrong = { $path } 的值“{ $value }”不是六位行政区划代码。
refusal-policy-validity-reversed = 失效日期 { $value } 早于生效日期 { $from }。
refusal-policy-layers-exclusive = 格式 1 的文件不能同时有 second_tier 与 serious_illness，因为写不出谁先支付；请写 format = 2 和 [layers] order。
refusal-policy-order-incomplete = { $path } 写的是 { $value }，应把政策的每一层各写一次：{ $layers }。
refusal-item-unit-fixed = { $item } 按“{ $unit_zh }”（{ $unit_en }）计数；按别的单位计价请另设一个项目编码。
refusal-item-unit-length = 单位的中文和英文各 1–{ $max } 个字。
refusal-policy-id-differs = 文件里的政策编号是 { $id }，不是 { $asked }。
refusal-policy-unknown = 没有编号为 { $policy } 的政策。请管理员先载入政策文件。
refusal-policy-other-scheme = 政策 { $policy } 不适用于患者的险种，请检查参保信息。
refusal-policy-class-unknown = 政策没有适用于此人的人员类别“{ $class }”；它的类别有：{ $classes }。
refusal-policy-class-needed = 政策把“{ $class }”的人员再分为：{ $classes }。请写明类别；按年龄划分的，请写年龄。
refusal-policy-category-unknown = 政策没有人员身份“{ $category }”；它的身份有：{ $categories }。
refusal-policy-other-benefit = 政策 { $policy } 支付的是 { $benefit }，不是 { $asked }。
refusal-policy-no-rate = 政策 { $policy } 没有 { $level } 级医疗机构、{ $class }人员的起付标准或支付比例，请补全政策文件。
refusal-case-without-costs = 案例里没有费用：请写 [[line]] 明细或 [totals] 合计之一。
refusal-case-lines-and-totals = 案例里同时有 [[line]] 与 [totals]，只能有一种。
refusal-case-line-without-amount = { $path } 没有金额：请写 amount，或同时写 price 与 count。
refusal-case-line-amount-differs = { $path } 的金额 { $value } 与单价 × 数量（{ $product }）不一致。
refusal-case-totals-differ = { $path }：总费用 { $total } 与各部分之和 { $sum } 不一致，请核对。
refusal-case-days-order = { $path }：入院、出院、结算日期要依次不早于前一个。
refusal-case-earlier-wrong = { $path }：前一段已付起付线 { $value }，大于当时符合政策范围的费用 { $in_scope }。
refusal-year-to-date-wrong = 年度累计里起付线 { $deductible } 大于符合政策范围的费用 { $in_scope }，不可能。

## 不能办理：账单
refusal-bill-unknown = 这次住院还没有账单。患者报到后才会建立。
refusal-bill-exists = 这次住院已有账单。
refusal-bill-facts-wrong = 医院级别（{ $level }）或住院次数（{ $nth }）不对：级别为 0 至 3，次数从 1 起。
refusal-bill-empty = 账单上还没有费用，无法结算。
refusal-bill-locked = 已经结算，账单不能再改。漏记的费用请先在账单上撤销结算再补记。
refusal-bill-closed = 账单已结清，不再收退款。
refusal-bill-lines-max = 账单明细已达上限 { $max } 条。
refusal-bill-too-large = 账单将达到 { $total }，超过上限 { $max }。请检查单价与数量。
refusal-amount-range = 金额 { $value } 不可用，应在 0 与 { $max } 之间。
refusal-item-unknown = 价目表里没有项目“{ $item }”。请从列表中选择。
refusal-code-length = “{ $value }”不能作编码：编码要有 1 至 { $max } 个字符。
refusal-code-character = “{ $value }”里有看不见的字符（{ $character }），请重新输入。
refusal-institution-code = “{ $value }”不是定点医药机构编号：应为 12 位字母或数字。
refusal-hospital-name-length = 医院名称的中文和英文各 1–{ $max } 个字。
refusal-region-form = “{ $value }”不是医保区划：应为 6 位数字，如 370100。
refusal-profile-code-in-use = 医保平台还有以编号 { $code } 登记的在院患者或未完的报文，现在不能更改编号。请在这些患者办结后再改。
refusal-profile-region-in-use = 医保平台还有以区划 { $region } 登记的在院患者或未完的报文，现在不能更改区划。请在这些患者办结后再改。
refusal-profile-missing = 还没有登记医院信息，不能办理。请管理员先在“医院信息”里登记。
refusal-quantity-negative = { $field }不能是负数（{ $value }）。退费请在原明细上操作。
refusal-quantity-range = { $field } { $value } 不可用：小数最多 { $decimals } 位，且不超过 { $max }。
refusal-rate-out-of-range = { $field } { $value } 不是 0 与 1 之间的比例。
refusal-count-zero = 数量不能是零。
refusal-charge-unknown = 没有这条费用明细，可能已换页，请刷新。
refusal-charge-id-used = 这条明细已经记过，没有重复记账。
refusal-charge-date-in-future = 费用日期 { $date } 在今天（{ $today }）之后。
refusal-charge-date-too-early = 费用日期 { $date } 在十年以前，请核对年份。
refusal-refund-more-than-left = 这条明细只剩 { $left } 可退，不能退 { $count }。
refusal-deposit-unknown = 没有这笔预交金。
refusal-deposit-id-used = 这笔预交金已经收过，没有重复收取。
refusal-deposit-range = 预交金 { $value } 不可用：须大于零，累计不超过 { $max }。
refusal-deposit-returned = 这笔预交金已于 { $at } 退回。
refusal-deposit-return-range = 不能从这笔预交金退 { $value }：须大于零，不超过现存可退的 { $max }。
refusal-deposits-max = 预交金已达 { $max } 笔。

## 不能办理：结算
refusal-settlement-unknown = 没有这次结算，或费用已变更。请重新预结算。
refusal-stay-not-in-bed = 患者还没有入住，不能结算。请先办完入院并入住。
refusal-settlement-id-used = 这次结算已经存在。
refusal-settlement-under-way = 结算正在进行，结果尚未确定。在有结果之前不能改动费用、预交金，也不能再次结算。
refusal-settlement-superseded = 费用或计入的年度已变更，这次预结算作废。请重新预结算并请患者重新确认。
refusal-settlement-taking-back = 正在撤销结算，医保平台还没有答复。在有结果之前不能改动费用、收退款，也不能再次撤销。
refusal-settlement-taken-back = 这次结算已经撤销。请重新试算，请患者重新确认后结算。
refusal-payment-range = 不能收 { $value }：须大于零，不超过还欠的 { $max }。
refusal-payments-max = 这份账单已分 { $max } 次付款，请把余下的一次收清。
refusal-first-part-range = 先付的 { $value } 须小于应付的 { $owed }，余下的用第二种方式付。
refusal-till-empty = 上次日结以后这个账号没有收退款，不用结账。
refusal-till-moved = 打开页面以后又有收退款，现在共 { $count } 笔。请刷新页面，重新清点。
refusal-till-counted-range = 实点现金 { $value } 须在零和 { $max } 之间。
refusal-till-reason-missing = 实点 { $counted }，应有 { $expected }，请说明差额的原因。
refusal-pay-place-left = 患者已于 { $at } 出院，不能再记为床旁收付。请刷新页面，这笔收付会记为出院以后。
refusal-pay-place-here = 患者还没有出院，不能记为出院以后收付。请刷新页面，记为床旁或窗口收付。
refusal-pay-place-desk = 在窗口收付的不能记为床旁结算。地点请填“窗口”，患者已出院的填“出院以后”。
refusal-take-back-not-settled = 这次结算还没有完成，没有什么可撤销的：直接改动费用即可。
refusal-take-back-not-wanted = 没有人申请撤销这次结算。请在账单上撤销。
refusal-later-stay-settled = 这位患者后一次住院（住院号 { $code }）已经结算或正在结算，那次用到了这次结算后的累计。请先撤销后一次的结算。
refusal-take-back-first = 已经结算，不能直接撤销出院。请先在账单上撤销结算，再撤销出院。
take-back-refused = 医保平台不同意撤销结算（{ $at }，代码 { $code }），结算仍然有效。请联系医保办。
take-back-not-done = { $at } 的撤销申请没有到达医保平台，结算仍然有效；可以再次撤销。
refusal-settlement-not-settled = 医保平台还没有结算，现在不能收退款，也不能办理医保出院。
refusal-consent-given = 患者已经确认过，可以结算。
refusal-fingerprint-differs = 页面上的金额已不是最新。请刷新，请患者看过后再确认。
refusal-trial-missing = 还没有医保平台的预结算结果。请先预结算。
refusal-trial-stale = 预结算之后费用有变动。请重新预结算。
refusal-trial-total-differs = 医保平台的总费用 { $platform } 与账单 { $bill } 不一致，有明细漏传或重传。请重新上传后再预结算。
refusal-lines-not-uploaded = 还有 { $count } 条费用没有上传到医保平台，先上传才能预结算。
refusal-insurance-not-registered = 医保平台还没有登记这次住院，此项手续未完成。系统会自动登记，请稍候再试。

## 不能办理：与医保平台的往来
refusal-exchange-not-found = 没有这笔医保交易。
refusal-exchange-id-used = 这笔医保交易已经存在。
refusal-exchange-under-way = 交易 { $infno } 正在进行，请等它有结果。
refusal-exchange-outcome-unknown = 交易 { $infno } 的结果未知，查清之前不能再发。系统正在查询。
refusal-exchange-answered = 交易 { $infno } 已有结果。
refusal-exchange-reversed = 交易 { $infno } 已冲正。
refusal-exchange-not-under-way = 交易 { $infno } 不在进行中。
refusal-exchange-deadline-past = 发送期限 { $deadline } 已过，不再发送。
refusal-exchange-may-still-arrive = 原交易在 { $until } 之前仍可能到达平台，之后才能冲正。
refusal-exchanges-max = 这次住院的医保交易已达 { $max } 笔。
refusal-msgid-used = 报文号 { $value } 已经用过，重试须用新号。
refusal-query-of-settlement-only = 5203 只用于查询 2304、2305 的结果，不能用于 { $infno }。
refusal-reversal-not-possible = 交易 { $infno } 不能用 2601 冲正。
refusal-reversal-of-known = 交易 { $infno } 的结果已知，2601 只用于结果未知的交易。
refusal-reversal-needs-query = 冲正之前须先用 5203 查询，确认平台上没有这笔结算。
refusal-stay-self-pay = 自费患者的账单不经过医保平台。
refusal-stay-registered = 这次住院已在医保平台登记。
refusal-stay-not-registered = 这次住院还没有在医保平台登记，请先办理医保登记。
refusal-stay-discharged = 医保平台上已经办理出院。
refusal-stay-not-discharged = 医保平台上这次住院还没有办理出院，没有什么可撤销的。
refusal-upload-empty = 没有要上传的费用。
refusal-charge-uploaded = 费用 { $charge } 已上传或不属于这份账单，不重复上传。
refusal-bill-cancelled = 该次入院已于 { $at } 取消，不再收费或收款；可退还预交金、退回费用。
refusal-cancel-money-open = 该次入院款项未了结：预交金 { $deposits }，费用 { $charges }。请先在账单上退还预交金、退回费用，再取消。
refusal-insurance-too-late = 账单已结算，此时登记的医保不改变账单。
refusal-insurance-after-discharge = 医保平台上这次住院已办理出院。请先重新试算（会同时撤销出院），再更换医保。
refusal-insurance-same = 该次住院已使用此医保。
refusal-registration-withdrawing = 正在医保端撤销该次住院的原登记，完成后请再试。
refusal-registration-kept = 该次住院的医保登记有效，无需撤销。
refusal-lines-to-delete = 医保端可能仍有该次住院的费用明细，先行撤销。
refusal-coverage-not-theirs = 该参保信息不是此患者的，请从列表中选择。
refusal-coverage-no-policy = 本院没有适用于该参保地（{ $region }）的待遇政策，在本院自费。
refusal-old-stay-open = 医保端仍有 { $since } 的住院 { $code } 未了结（{ $state }）。请先了结该次住院，或先自费。
refusal-insurer-stay-open = 医保端有此患者在其他医院的未结住院。请向患者或医保办核实，或先自费。
