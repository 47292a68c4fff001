## 各工作台共用的字词

staff-sex-male = 男
staff-sex-female = 女
staff-sex-unknown = 性别未知
staff-person = { $sex } { $age }
age-days = { $count ->
    [0] 今天出生
   *[other] 出生 { $count } 天
}
age-months = { $count } 个月
age-years = { $count } 岁
staff-no-name = 姓名未登记
staff-minutes = { $minutes } 分钟
staff-minutes-mean = { $minutes } 分

staff-credential-insurance-code = 医保电子凭证
staff-credential-card = 社保卡
staff-credential-resident-id = 身份证
staff-credential-face = 刷脸
staff-credential-passport = 护照
staff-credential-permit = 通行证、居留证
staff-credential-visit-code = 预约码
staff-credential-wristband = 腕带

staff-title-chief = 主任医师
staff-title-associate-chief = 副主任医师
staff-title-attending = 主治医师
staff-title-resident = 住院医师

staff-channel-online = 手机预约
staff-channel-on-site = 现场挂号
staff-channel-follow-up = 医生约的复诊

staff-urgency-emergency = 急诊
staff-urgency-urgent = 一天内
staff-urgency-elective = 择期

staff-formality-identity = 身份核验
staff-formality-form = 一张表
staff-formality-insurance = 医保登记
staff-formality-deposit = 预交金
staff-formality-wristband = 腕带
staff-formality-handover = 病区交接

staff-coverage-unknown = 医保未登记
staff-coverage-self-pay = 自费
staff-coverage-resident = 居民医保
staff-coverage-active = 在职职工
staff-coverage-retired = 退休职工

staff-visit-booked = 未到
staff-visit-waiting = 候诊
staff-visit-called = 已叫号
staff-visit-in-consultation = 就诊中
staff-visit-finished = 已看
staff-visit-cancelled = 已取消
staff-visit-missed = 未到场
staff-visit-not-seen = 未能就诊
staff-end = 结束班次
staff-end-both = 结束本班：{ $not_seen } 人未能就诊，{ $missed } 人未到场
staff-end-not-seen = 结束本班：{ $not_seen } 人未能就诊
staff-end-missed = 结束本班：{ $missed } 人未到场
staff-end-hint = 结束前仍可叫号；不操作的话，次日 04:00 自动结束。已签到而未能就诊的患者会收到另选时间的提示。
staff-ended = 本班已于 { $at } 结束，{ $count } 人未能就诊
staff-undo-end = 撤销结束
room-instead = { $room }（原 { $before }）
desk-rooms = 诊室与暂停
staff-change-room = 换诊室
staff-change-room-why = 原因
staff-change-room-hint = 患者手机、分诊台和候诊大屏会立即显示新诊室。要改回来，再换一次即可。
staff-done-room = 诊室已更换
staff-done-ended = 本班已结束，未能就诊的患者会收到另选时间的提示
staff-done-undo-end = 已撤销结束，候诊次序照旧
staff-undo-end-left = { $count } 人已另约时间，仍记为未能就诊。

staff-stay-requested = 等床位
staff-stay-bed-assigned = 已留床
staff-stay-arrived = 办入院中
staff-stay-in-bed = 住院中
staff-stay-discharged = 已出院
staff-stay-cancelled = 已取消

staff-role-patient = 患者
staff-role-desk = 导诊台
staff-role-clinician = 医生
staff-role-nurse = 护士
staff-role-admin = 管理员
staff-role-system = 系统

need-oxygen = 吸氧
need-isolation = 隔离

reason = 原因
reason-mistake = 点错了
reason-wrong-person = 认错了人
reason-patient-wish = 患者要求
reason-hospital = 医院原因
reason-other = 其他原因

undo = 撤销
undo-do = 确认撤销
print = 打印
reload = 刷新看结果
chart-as-table = 看数字表
pay-method = 收付方式
pay-mobile = 手机
pay-place = 收付地点
pay-place-bedside = 床旁
pay-place-counter = 窗口
pay-place-later = 出院以后
pay-card = 银行卡
pay-cash = 现金
paid-by-mobile = 手机
paid-by-card = 银行卡
paid-by-cash = 现金

diagnosis-I10 = 高血压
diagnosis-I20-0 = 不稳定型心绞痛
diagnosis-I21-9 = 急性心肌梗死
diagnosis-I25-1 = 冠心病
diagnosis-I48-9 = 心房颤动
diagnosis-I50-9 = 心力衰竭
diagnosis-I63-9 = 脑梗死
diagnosis-J15-9 = 细菌性肺炎
diagnosis-J18-9 = 肺炎
diagnosis-J44-1 = 慢阻肺急性加重
diagnosis-E11-9 = 2 型糖尿病
diagnosis-K25-4 = 胃溃疡出血
diagnosis-K35-8 = 急性阑尾炎
diagnosis-K80-2 = 胆囊结石
diagnosis-N20-1 = 输尿管结石
diagnosis-C34-9 = 肺恶性肿瘤
diagnosis-S72-0 = 股骨颈骨折
diagnosis-M51-2 = 腰椎间盘突出
diagnosis-O80-9 = 顺产
diagnosis-G40-9 = 癫痫
diagnosis-A08-0 = 轮状病毒肠炎
diagnosis-B02-9 = 带状疱疹
diagnosis-C18-9 = 结肠恶性肿瘤
diagnosis-C50-9 = 乳腺恶性肿瘤
diagnosis-D14-3 = 肺部结节
diagnosis-D25-9 = 子宫平滑肌瘤
diagnosis-D32-9 = 脑膜瘤
diagnosis-E04-1 = 甲状腺结节
diagnosis-E05-9 = 甲状腺功能亢进
diagnosis-E10-9 = 1 型糖尿病
diagnosis-G45-9 = 短暂性脑缺血发作
diagnosis-G51-0 = 面神经麻痹
diagnosis-H25-9 = 老年性白内障
diagnosis-H40-9 = 青光眼
diagnosis-H81-9 = 前庭功能障碍
diagnosis-H91-2 = 突发性聋
diagnosis-I40-9 = 急性心肌炎
diagnosis-I61-9 = 脑出血
diagnosis-J18-0 = 支气管肺炎
diagnosis-J32-9 = 慢性鼻窦炎
diagnosis-J35-0 = 慢性扁桃体炎
diagnosis-J45-9 = 支气管哮喘
diagnosis-J93-9 = 气胸
diagnosis-J96-9 = 呼吸衰竭
diagnosis-K01-1 = 阻生牙
diagnosis-K12-2 = 口腔蜂窝织炎
diagnosis-K25-9 = 胃溃疡
diagnosis-K40-9 = 腹股沟疝
diagnosis-K63-5 = 结肠息肉
diagnosis-K80-1 = 胆囊结石伴胆囊炎
diagnosis-K85-9 = 急性胰腺炎
diagnosis-K92-2 = 消化道出血
diagnosis-L40-9 = 银屑病
diagnosis-M06-9 = 类风湿关节炎
diagnosis-M10-9 = 痛风
diagnosis-M17-9 = 膝骨关节炎
diagnosis-M32-9 = 系统性红斑狼疮
diagnosis-M54-5 = 腰痛
diagnosis-N04-9 = 肾病综合征
diagnosis-N17-9 = 急性肾损伤
diagnosis-N18-9 = 慢性肾脏病
diagnosis-N20-0 = 肾结石
diagnosis-O20-0 = 先兆流产
diagnosis-O82-9 = 剖宫产
diagnosis-R56-0 = 热性惊厥
diagnosis-S06-5 = 硬膜下血肿
diagnosis-S52-5 = 桡骨远端骨折
diagnosis-Z51-1 = 化疗
diagnosis-N40 = 前列腺增生

region-370100 = 济南市
region-370200 = 青岛市
region-370600 = 烟台市
region-370300 = 淄博市
region-370900 = 泰安市
region-371000 = 威海市
region-371300 = 临沂市
region-371500 = 聊城市

refusal-field-choose = { $field }还没有选。请选一项。
refusal-field-empty = { $field }还没有填，请填写。
refusal-field-number = { $field }“{ $value }”不是数字。请用数字填写。
refusal-field-date = { $field }“{ $value }”不是日期。请按 2026-11-26 这样填写。
refusal-field-time = { $field }“{ $value }”不是时刻。请按 08:20 这样填写。
refusal-amount-decimals = { $field }“{ $value }”超过两位小数。金额最多到分。
refusal-amount-too-large = { $field }“{ $value }”太大。请核对金额。
refusal-amount-negative = { $field }“{ $value }”是负数。金额不能为负；要退回请在那一笔上办理。
refusal-consent-missing = 还没有签字，不能结算。请患者在框里签字，或打印后签字并勾选。
span-minutes = { $minutes } 分钟
span-hours = { $hours } 小时 { $minutes } 分
span-days = { $days } 天 { $hours } 小时
