## app

app-name = 一件事
place-desk = 导诊台
place-room = 诊室
place-ward = 病区
place-admin = 管理

## skip

skip = 跳到正文

## back

back = 返回

## line

connection-down = {"{since}"} 起连不上医院：下面是那时的内容，连上后会自动更新。
connection-stuck = {"{since}"} 起这一页没能更新：下面是那时的内容，系统会再试。
connection-ended = {"{since}"} 起登录已结束：这一页和您写的都还在；继续办理时会请您重新登录。
connection-unsent = {"{since}"} 起连不上医院，还没有收到办理结果。您写的都还在；连上后请再提交一次，不会办两次。
connection-unfollowed = {"{since}"} 起连不上医院，先留在这一页；您写的都还在。
connection-back = 医院又连上了。请再试一次；不会办两次。
connection-again = 再试一次
connection-leave = 不提交了，看现在的内容

## type

type-large = 大字版
type-normal = 标准字号

## log

log-in = 登录
log-out = 退出

## login

login-title = 登录
login-name = 账号
login-password = 密码
login-own-password = 修改密码
login-own-password-body = 在别处用这个账号登录着的会退出，这里不受影响。
login-password-now = 原密码
login-password-new = 新密码
login-password-again = 再输一次新密码
login-password-hint = 至少 { $min } 个字符；不能是人人常用的密码。几个连在一起的词既好记又安全。
login-password-do = 修改密码
login-password-changed = 新密码已生效

## demo

demo-label = 演示时钟
demo-short = 演示
demo-clock = 演示医院时间
demo-crowd = 压力测试用的患者
demo-messages = 发给患者的消息
demo-minutes = +5 分钟
demo-hour = +1 小时
demo-tomorrow = 明天 08:00
demo-logins = 演示账号
demo-logins-hint = 点一下即可登录；人物均为虚构。

## problem

problem-denied = 您的账号不能看这一页
problem-denied-body = 它属于别的科室、病区或别人。请找负责的同事，或请管理员调整账号。
problem-not-found = 没有找到
problem-not-found-body = 它可能已经变更或取消。请回到首页重新选择。
problem-conflict = 这个页面已经提交过别的内容
problem-conflict-body = 为了不重复办理，这次没有提交。请刷新页面再操作。
problem-busy = 现在办理的人很多
problem-busy-body = 没有办理，也不会重复办理。请过几秒再试。
problem-too-often = 从这里输错密码的次数太多
problem-too-often-body = 请稍等再试，最多一分钟。别人不受影响。
problem-outcome-unknown = 还不知道是否办成
problem-outcome-unknown-body = 请刷新页面查看；同一个页面重复提交不会办两次。
problem-full = 服务器存储空间已满，没有办理
problem-full-body = 请马上联系信息科。
problem-clock-implausible = 系统时钟不可信，暂停办理
problem-clock-implausible-body = 本次没有办理，已有内容仍可查看。请联系信息科：校正时钟，或由管理员确认。
problem-journal-damaged = 系统记录受损，暂停办理
problem-journal-damaged-body = 本次没有办理，已有内容仍可查看。请马上联系信息科，需要恢复备份。
problem-broken = 系统出错，没有办理
problem-broken-body = 请再试一次；仍不行，请联系信息科。
problem-csrf = 页面已过期，没有提交
problem-csrf-body = 请返回上一页，刷新后再操作。
problem-form = 提交的内容不完整或格式不对
problem-form-body = 没有办理。请返回上一页检查后再提交。
problem-home = 回到首页
way-to-place = 去{ $place }
way-log-in = 去登录
denied-staff = 您现在用的是{ $role }账号“{ $who }”，这一页属于别的岗位、科室或病区。请换用有权限的账号，或请管理员调整。
problem-other-site = 这次提交来自别的网站，没有办理
problem-other-site-body = 为了您的安全，只接受从本系统页面提交的内容。请回到首页，从页面上重新操作。

## break glass

break-glass-title = 救治需要？说明理由后可以查看
break-glass-body = 一小时内有效。理由、时间和您的账号会记录下来，由管理员核查。
break-glass-reason = 理由（如：抢救，家属不在场）
break-glass-do = 说明理由，查看资料
working = 正在办理，请稍候。请不要关闭这一页。
problem-denied-patient = 它属于别人，或不是患者能办的。可以回首页看您和家人的就诊；需要帮忙请到导诊台。
problem-too-large = 提交的内容太大
problem-too-large-body = 最多 256 KB。没有办理；请减少内容后再提交。

## cli

cli-estimate = 试算，不能作为结算依据。
cli-at-stake = 政策若按别的读法，个人负担最多相差 { $amount }。
cli-at-stake-unknown = 可能相差多少，无从得知。
cli-assumed = 假定：
cli-not-stated = 来源没有说明
cli-file-missing = 没有这个文件或文件夹
cli-file-forbidden = 没有读取的权限
cli-file-is-folder = 这是文件夹，不是文件
cli-file-gbk = 不是 UTF-8（自第 { $byte } 个字节起），看来是 GBK 或 GB18030；请转成 UTF-8，例如：iconv -f GB18030 -t UTF-8
cli-file-utf-16 = 不是 UTF-8（自第 { $byte } 个字节起），看来是 UTF-16；请转成 UTF-8，例如：iconv -f UTF-16 -t UTF-8
cli-file-not-utf-8 = 不是 UTF-8（自第 { $byte } 个字节起）；请转成 UTF-8
cli-policy-twice = 前面的文件里也有编号为 { $id } 的政策
cli-cases-none = 文件夹里没有案例（*.toml、*.json、*.ndjson）
cli-cases-more = 另有 { $count } 个问题
cli-cases-differ = { $field }：公布的是 { $published }，算得 { $computed }
cli-cases-working = 个案例
cli-cases-done = 案例 { $count } 个，用时 { $seconds } 秒；无法计算 { $failed } 个，与公布的不同 { $differing } 个
cli-check-nothing = 没有发现问题
cli-check-open = 来源没有说明，试算所用的值可能不对：{ $names }
cli-check-assumed = 假定：{ $names }
cli-diff-of = 由 { $old } 改为 { $new }
cli-diff-counts = 案例 { $count } 个，其中个人负担有变化的 { $changed } 个，无法计算的 { $failed } 个
cli-diff-sums = 个人负担合计：原 { $old }，新 { $new }，相差 { $moved }
cli-diff-spread = 个人负担的变化（元）
cli-diff-same = 不变
cli-diff-less = 减少 { $from } 至 { $to }
cli-diff-less-than = 减少 { $from } 以上
cli-diff-more = 增加 { $from } 至 { $to }
cli-diff-more-than = 增加 { $from } 以上
cli-diff-largest = 变化最大的案例：变化，原，新，案例
cli-bench = 账单每张 { $lines } 行，{ $cores } 个核
cli-bench-bills = 张/秒
cli-bench-lines = 行/秒
cli-bench-row = { $cores } 个核，{ $open } 项约定来源没有说明，{ $explained ->
    [yes] 带解释
   *[no] 不带解释
}
cli-simulate-days = 情景 { $scenario }，种子 { $seed }，{ $first } 至 { $last }，共 { $days } 天
cli-kept = 兑现
cli-not-kept = 未兑现
cli-no-cases = 没有案例
cli-slot-minutes = 分钟：最长的预约时段，目标不超过 { $target }
cli-kept-windows = %：在时段内叫号，目标不低于 { $target }，{ $of } 例中 { $count } 例
cli-early = 人在时段开始前就按顺序叫到：已计入上面
cli-never-called = 人得到过预计叫号时间但始终没有叫到：不计入比例
cli-out-of-turn = 人提前叫到且越过了前面时段在等的人：不计入上面两数
cli-admission-minutes = 分钟：从到院到入床的平均时间，目标不超过 { $target }，{ $count } 例
cli-bedside = %：在床旁结算，目标不低于 { $target }，{ $of } 例中 { $count } 例
cli-forecasts = %：叫号落在告诉患者的区间内，目标 { $target } % 左右（75–85），{ $of } 次中 { $count } 次
cli-admission-steps = 入院各步的平均分钟数：
cli-visits = 就诊 { $visits } 人次，爽约 { $missed } 人次，未能就诊 { $not_seen } 人次，无号 { $turned_away } 人次；共 { $actions } 次操作
cli-load = { $target }，场景 { $scenario }：{ $arrivals } 人次，每秒 { $rate }，{ $seconds } 秒，种子 { $seed }；患者 { $patients } 人，时段 { $windows } 个，连接 { $connections } 个
cli-load-booked = 约上
cli-load-refused = 被拒：{ $code }
cli-load-error = 出错：{ $kind }
cli-load-retries = 以同一幂等键重发
cli-load-answers = 每秒答复
cli-load-all = 全部答复
cli-load-of-booked = 约上的
cli-load-of-refused = 被拒的
cli-load-holds = 医院所记与告知患者的一致：告知约上 { $acknowledged }，查到 { $found }；未得确切答复 { $unknown }，其中实际约上 { $unknown_booked }；号源减少 { $seats }，其中他人 { $others }。
cli-load-differs = 医院所记与告知患者的不一致：告知约上 { $acknowledged }，查到 { $found }；未得确切答复 { $unknown }，其中实际约上 { $unknown_booked }；号源减少 { $seats }，其中他人 { $others }。
cli-load-log-in = 登录
cli-load-look = 查看号源
cli-load-rush = 抢号
cli-load-check = 核对
kept-session-ended = 登录已到期，您填的还在
kept-session-ended-body = 还没有办理。请看一遍，再点一次按钮。

## code

login-by-code = 用手机验证码登录或登记
code-title = 手机验证码登录
code-phone = 手机号
code-phone-hint = 中国大陆 11 位手机号
code-send = 发送验证码
code-sent = 验证码已发往 { $phone }，5 分钟内有效。
code-code = 短信里的 6 位验证码
code-check = 下一步
code-anew = 没收到，或换个号码
code-who = 您来过本院
code-last = 证件号码的后六位
code-last-hint = 一个手机号可能是几位家人共用的，用证件来区分
code-new = 第一次来，登记本人信息
code-new-hint = 请填本人真实信息，与证件一致。手机号就用刚才验证的号码。孩子、老人请由家人带证件到服务台办理。
code-register = 登记并登录
