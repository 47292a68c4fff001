# 运行中的医院：登记、查找、登录的拒绝说明，排队理由，提醒（crates/hospital）

insurance-employee = 职工基本医疗保险
insurance-resident = 城乡居民基本医疗保险
insurance-self-pay = 自费

admission-step-bed = 等床
admission-step-walk = 送到床旁

queue-why-next = 下一位
queue-why-window = 按时段排队
queue-why-early = 提前到院，还没到时段
queue-why-late = 错过 { $from } 时段，排入 { $joined } 时段，在准时到的人之后
queue-why-returned = 之前叫过未到，现已到：先叫
queue-why-overdue = 时段已过 { $minutes } 分钟
queue-why-passed = 过号 { $times } 次，已回到队中

attention-overdue = { $steps } 个步骤超过时限，需要跟进
attention-open-stays = { $count } 次已结束的住院还没有了结
attention-exchanges = { $exchanges } 笔医保交易还没有结果，系统正在查询
attention-slow-step = 入院最慢的一步是“{ $step }”，平均 { $minutes } 分钟
attention-no-bed = { $people } 位患者已到院，还没有床位

attention-break-glass = 有 { $times } 次越权查看患者资料（已说明理由），请核查

refusal-channel-not-yours = 您的账号不能使用这种预约渠道。患者用手机预约，服务台现场预约，医生预约复诊。
refusal-person-changed-meanwhile = 这位人员的资料刚刚被别人改过，您的修改没有保存。请刷新后再改。
refusal-name-without-letter = { $field }至少要有一个字。请填写完整姓名。
refusal-text-missing = { $field }不能为空。请填写。
refusal-text-too-long = { $field }太长：最多 { $max } 个字。请缩短。
refusal-phone-form = 电话号码不对：应为 { $min } 到 { $max } 位数字，分机号 1 到 6 位。请核对后重新填写。
refusal-credential-form = 证件号码的长度或字符不对（居民身份证为 18 位，末位可为 X）。请对照证件重新填写。
refusal-credential-birth-date = 身份证号码里的出生日期不存在。请对照证件重新填写。
refusal-credential-check-digit = 身份证号码的校验位不对（GB 11643），号码中至少有一位填错。请对照证件重新填写。
refusal-cards-differ = 两个证件号码中的出生日期或性别不一致。请对照证件核对。
refusal-birth-differs-from-card = 出生日期 { $typed } 与证件上的 { $card } 不一致。请核对，或留空，由系统从证件读取。
refusal-sex-differs-from-card = 性别与证件不一致。请核对，或留空，由系统从证件读取。
refusal-form-field-known = { $field }医院已经知道，不必再填。如有变化，请用“更正资料”。
refusal-signature-empty = 还没有签字。请患者在框内签字，或改用纸质签字。
refusal-signature-too-long = 签字的笔画太多，无法保存。请清除后重新签字。
refusal-search-length = 请输入 1 到 { $max } 个字：签到码、证件号码、电话、姓名开头（至少 2 个字）或拼音首字母。
refusal-search-name-short = 只输一个字查不到。请至少输入姓名的前 { $min } 个字，或拼音首字母。
refusal-idempotency-key = 每次提交都要带一个编号（Idempotency-Key），为 1 到 { $max } 个可见的 ASCII 字符。
refusal-login-failed = 用户名或密码不对。请核对后再试。忘记密码请联系管理员或服务台。
refusal-login-form = 用户名不对：应为 2 到 { $max } 个小写字母、数字、点、短横线或下划线。
refusal-login-taken = 用户名“{ $login }”已被使用。请换一个。
refusal-password-length = 密码为 { $min } 到 { $max } 个字符。请换一个。
refusal-password-common = 这个密码很多人在用，或者就是登录名。请换一个；几个连在一起的词既好记又安全。
refusal-password-wrong = 原密码不对，请再输一次。
refusal-password-again = 两次输入的新密码不一样，请再输一次。
refusal-last-admin = 这是最后一位管理员。请先新建或启用另一位管理员。
refusal-user-incomplete = 这种账号还需要指定{ $field }。请选择。
refusal-text-character = 文字里有看不见的字符或控制字符（{ $character }），不能保存。请删去后重新填写；从别处粘贴的文字常带有这种字符。
refusal-credential-not-theirs = 这个号码不是这位患者的证件号；若是另一个人，请先核对。
refusal-passport-country-missing = 护照还需要签发国家或地区：请填三位字母代码，例如韩国 KOR、美国 USA。
refusal-passport-country-unknown = 没有这个国家或地区代码。请按护照首页填三位字母代码，例如 KOR、USA。
refusal-credential-country-not-asked = 只有护照需要填签发国家或地区。请删去后重新提交。
refusal-permit-kept-as-resident-id = 已有一份档案把这个号码登记为居民身份证。请先查找那份档案，可能是同一人。
refusal-passport-without-country = 已有一份档案登记了这个护照号码，但没有签发国家。请先查找并更正那份档案，再登记。
attention-clock = 暂停写入：时钟或系统记录有误
attention-profile = 还没有登记医院信息：不能办理入院
attention-unattended = 系统无人值守期间有 { $count } 件事项到期，待处理
attention-rooms = 有 { $count } 处诊室同时排了两个班次
attention-templates = 有 { $count } 个应由模板发布的班次没有发布
attention-days-off = 有 { $count } 个班次排在休假日，已约 { $appointments } 人
refusal-allergies-contradict = 写了过敏史，又勾了“无已知过敏”。请只留一样。
refusal-own-login = 不能停用自己的登录。请由另一位管理员停用。
refusal-password-same = 新密码和现在的一样。请换一个。
