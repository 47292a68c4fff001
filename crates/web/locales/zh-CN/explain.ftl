## 为什么是这个数：要签字的几步，与医院计算的不同，依据

why-refund = 为什么退给您 { $amount }
why-collect = 为什么您还要付 { $amount }
why-even = 为什么不用补也不用退
why-returned = 为什么退了您 { $amount }
why-paid = 为什么您付了 { $amount }
why-was-even = 为什么没有补也没有退
why-hint = 点开可看明细
why-total-refund = { $count } 步合计，退还您
why-total-collect = { $count } 步合计，您还需付
why-total-returned = { $count } 步合计，已退还您
why-total-paid = { $count } 步合计，您已付
why-total-even = { $count } 步合计，正好
why-stake = 政策没有写明“{ $convention }”：换一种算法，您付的最多相差 { $amount }。
why-sources = 依据：

split-deposits = 您交过的预交金
split-deposits-why = 入院后交的
split-self-pay = 全部费用
split-self-pay-why = 这次住院没有用医保，由您自己付
split-out-of-scope = 不在报销范围的部分
split-out-of-scope-why = 按规定由您自己付
split-deductible = 起付线
split-deductible-why = 报销从这个数以上开始
split-share = 报销后剩下由您付的比例
split-share-why = 报销范围内，其余由医保付
split-second-tier = 职工大额补助付
split-second-tier-why = 个人负担较多，再由大额补助付
split-serious-illness = 居民大病保险付
split-serious-illness-why = 个人负担较多，再由大病保险付
split-assistance = 医疗救助付
split-assistance-why = 您符合医疗救助条件
split-other-funds = 公务员补助、企业补充等付
split-other-funds-why = 医保平台核定的其他支付
split-account = 您的个人账户付
split-account-why = 医保卡里的钱
split-row-own = 自费
split-row-first = 乙类药品和材料先付的一部分
split-row-over = 超过限价的部分
split-row-band = { $amount }付 { $rate }
split-row-above-bands = 高于最高分段的 { $amount }医保不付
split-row-over-cap = 超过封顶线的 { $amount }医保不付
split-row-deductible = { $level ->
    [0] 社区及乡镇医院
    [1] 一级医院
    [2] 二级医院
   *[other] 三级医院
}，本年第 { $nth } 次住院
split-row-account-own = 本人账户
split-row-account-family = 家庭共济账户
words-and = ，

difference-less = 比医院的估算少付 { $amount }。
difference-more = 比医院的估算多付 { $amount }。
difference-same = 您付的钱和医院估算的一样，分法不同。
difference-field = { $name }：医保 { $platform }，医院算得 { $ours }
difference-field-list = 不同之处
difference-fits = 推算：{ $cause }，两边就完全一致。医保平台没有说明原因。
difference-fits-several = 推算有 { $count } 种可能，每一种都使两边完全一致；医保平台没有说明是哪一种：
difference-unnamed = 还没有找到两边不同的原因。护士核实以后，才会请患者签字。
difference-looked-into = 没有算出两边不同的原因。护士已于 { $at } 核实。
difference-ask = 核实结果
difference-ask-hint = 和谁核实的，怎么说的
difference-ask-do = 已核实，可以签字
cause-and = ，并且
cause-recorded = 按现在的记录重新计算
cause-stay = 如果这是本年第 { $fits } 次住院（医院的记录是第 { $ours } 次）
cause-stay-or-later = 如果这是本年第 { $fits } 次或以后的住院（医院的记录是第 { $ours } 次）
cause-amount = 如果{ $of }是 { $from }（医院的记录是 { $ours }）
cause-amount-between = 如果{ $of }在 { $from } 到 { $until } 之间（医院的记录是 { $ours }）
cause-amount-at-least = 如果{ $of }至少有 { $from }（医院的记录是 { $ours }）
accumulator-deductible = 本年此前已付的起付线
accumulator-in-scope = 本年此前进入报销的费用
accumulator-pool-paid = 本年此前统筹基金已付的钱
accumulator-second-tier-base = 本年此前累计到大额或大病的费用
accumulator-second-tier-paid = 本年此前大额或大病已付的钱
accumulator-assistance-base = 本年此前累计到医疗救助的费用
accumulator-assistance-paid = 本年此前医疗救助已付的钱

source-document = 《{ $document }》，{ $date }起执行
source-articles = 《{ $document }》{ $articles }，{ $date }起执行
source-and = 、

check-difference = 医保与医院算得不同的 { $count } 项
way-difference = 原因不明。请先核实，再请患者签字。
refusal-difference-unexplained = 医保与医院算得不同，有 { $count } 项，原因不明。请先核实并写明结果，再请患者签字。
refusal-difference-confirmed = 这处不同已于 { $at } 核实。
refusal-difference-none = 没有需要核实的不同。
refusal-difference-reason-missing = 请写明核实的结果：和谁核实的，怎么说的。
bedside-done-difference = 已记下核实结果，可以签字

## 结算单
statement-code = 核对码
statement-discharged = 出院日期
statement-settled = 结算时间
statement-classes = 费用分类，共 { $count } 行
statement-unit = 单位：元
statement-col-lines = 行数
statement-col-first = 乙类先付
statement-col-over = 超限价
statement-class-total = 合计
statement-signed = 患者于 { $at } 在屏上签字
statement-signed-print = 患者于 { $at } 在打印件上签字，护士已核对
statement-signature = 患者签字
