## 导诊台

desk-title = 导诊台
desk-scan = 扫码、刷证，或输入
desk-scan-hint = 预约码、身份证、社保卡、医保码、手机号、姓名开头（至少 2 个字）、拼音首字母都可以，系统自己认
desk-find = 查找
desk-department = 科室
desk-show = 查看
desk-today = { $department } · { $day }
desk-summary = 未到 { $expected } · 候诊 { $waiting } · 就诊中 { $inside } · 已看 { $seen } · 未到场 { $missed } · 未能就诊 { $not_seen }
desk-empty = 这一天没有预约。可以在左边登记患者、现场挂号。
desk-col-window = 时段
desk-col-who = 患者
desk-col-state = 状态
desk-col-do = 操作
desk-shown = 出示的证件
desk-check-in = 签到
desk-check-in-label = 为 { $name } 签到
desk-undo-check-in = 撤销签到
desk-undo-check-in-label = 撤销签到：{ $name }
desk-undo-missed = 患者到了
desk-undo-missed-label = 患者到了：{ $name }，撤销未到场
desk-undo-cancel = 撤销取消
desk-undo-cancel-label = 撤销取消：{ $name }
desk-done-undo-cancel = 已撤销取消，号仍归此人
desk-waiting = { $ahead ->
    [0] { $ticket } 号 · 下一位
   *[other] { $ticket } 号 · 前面 { $ahead } 人
}
desk-left = 剩 { $count }
desk-stay = 住院
desk-found-none-today = 今天没有预约
desk-book-here = 现场挂号
desk-no-slots = 今天这个科室没有余号了。可以看其他科室，或请患者用手机约其他日子。
desk-book = 挂这个号
desk-book-and-check-in = 挂号后直接签到
desk-register = 登记新患者
desk-register-do = 登记
desk-credential-hint = 身份证 18 位，会核对校验码、自动带出性别和生日
desk-sex-by-card = 按身份证
desk-nobody = 没有找到“{ $typed }”
desk-nobody-body = 请核对号码；第一次来的患者，在左栏登记。
desk-found = 找到 { $count } 人
desk-done-undo-check-in = 签到已撤销
desk-done-undo-missed = 已改回未到，可以签到
desk-done-booked = 已挂号
desk-only-booked = 已挂号，尚未签到。{ $why }
desk-done-registered = 已登记
desk-found-more = 请在姓名后加上出生日期，例如“张伟 1986-03-02”。
desk-country-hint = 护照必填，三位字母，例如 KOR、USA
desk-found-over = 超过 { $count } 人，只列出前 { $count } 人
desk-found-masked = 打开后才显示全名。
desk-found-today = 今天 { $window }
desk-done-checked-in = { $name } 已签到 · { $ticket } 号 · { $room }
desk-done-booked-and-in = { $name } 已挂号并签到 · { $ticket } 号 · { $room }
desk-done-plain = { $name } 已签到 · { $room }
desk-done-ahead = { $ahead ->
    [0] 前面没有人
   *[other] 前面 { $ahead } 人
}
desk-done-newborn = 新生儿已登记，母亲可以代办
desk-done-unidentified = 已登记。查明身份后，请更正资料，或与原有档案合并
desk-done-cancelled = 已取消，号已退回
desk-done-moved = 已改到新的时段
desk-nothing-changed = 没有改动
desk-see-holder = 打开这位患者
desk-done-corrected = 资料已更正
desk-done-merged = 两份档案已合并，可以撤销
desk-done-unmerged = 已撤销合并，两份档案各归各
desk-done-family = 已关联家人
desk-done-login = 已开通。患者现在可以用手机登录

desk-only-looks = 这是其他科室的预约，只能查看。要改，请到该科室的导诊台。
desk-windows-left = 还有号的时段
desk-close = 关闭
desk-back = 返回
desk-unknown = 未登记
desk-none = 无
desk-and = 、
desk-number-end = { $kind }尾号 { $end }
desk-phone-end = 手机尾号 { $end }
desk-credentials = 证件
desk-unidentified = 身份不明的患者
desk-unidentified-hint = 急诊时没有证件、问不出姓名，也可以先登记。查明身份以后再更正或合并。
desk-newborn-where = 新生儿：先打开母亲的档案
desk-newborn-title = 登记 { $name } 的新生儿
desk-newborn-hint = 新生儿不需要证件。登记后，母亲可以代办。

desk-search-merge = 请扫证件或输入姓名，找出与 { $name } 同一人的另一份档案
desk-search-family = 请扫证件或输入姓名，找出 { $name } 的家人
desk-search-end = 不找了
desk-ways = 其他办理
desk-way-correct = 更正资料
desk-way-family = 关联家人
desk-way-merge = 合并另一份档案
desk-way-login = 开通手机登录
desk-way-waitlist = 候补
desk-wait-none = 还没有候补。
desk-wait-since = { $at } 加入
desk-wait-join = { $department }：哪些半天可以来
desk-wait-change = { $department }：改候补的半天
desk-done-wait-joined = 已加入候补。有号时会在本人手机的首页和这里显示。
desk-done-wait-changed = 已改好。原来选过的半天位次不变。
desk-done-wait-accepted = 号已归此人；其余半天的候补自动退出。
desk-done-wait-left = 已退出候补。
desk-way-newborn = 登记新生儿
desk-way-visit = 去处理第 { $number } 个预约
desk-way-stay = 看第 { $number } 次住院在哪里

desk-change = 改时间、取消
desk-change-over = 这次预约已经结束或正在看，不能再改。
desk-change-elsewhere = 这是{ $department }的预约，请到{ $department }的导诊台改。
desk-move = 改到别的时段
desk-move-none = 能约的日子里都没有号了。
desk-move-do = 改到选中的时段
desk-cancel = 取消预约
desk-cancel-do = 取消 { $when } 的预约

desk-empty-stays = 不填就不变
desk-new-number = 新的证件号码
desk-new-number-hint = 不填就不变；同一种证件填了新号码，旧的就不再用
desk-without = 去掉不属于本人的证件
desk-without-none = 不去掉
desk-correct-do = 保存更正

desk-merge = 比对两份档案
desk-merge-stays = 保留的档案
desk-merge-goes = 并入的档案
desk-merge-differs = 不一致
desk-merge-turn = 改为保留另一份
desk-merge-no-visits = 没有今天和以后的预约
desk-merge-means = 合并后，预约、住院和次数上限都按一个人算；合错了可以撤销。
desk-merge-do = 合并为一份，保留 { $name }
desk-stay-where = 住院由病区办理：请病区先办出院或取消其中一次
desk-alike = 可能登记了两次
desk-alike-same = { $facts }相同
desk-alike-compare = 比对后合并
desk-merged = 已并入的档案
desk-unmerge = 撤销合并
desk-unmerge-do = 撤销，恢复为两份档案

desk-family-acts = { $name } 可以代办
desk-family-acted = 可以代 { $name } 办理
desk-family-means = 关联后，可以用自己的手机替家人预约、改约、取消，查看就医情况。
desk-family-do = 让 { $actor } 替 { $whom } 办理
desk-family-known = { $actor } 已经可以替 { $whom } 办理。

desk-login-known = 已有登录名：{ $names }
desk-login-name-hint = 2 到 32 位：小写字母、数字、点、横线、下划线
desk-login-hint = 请患者自己输入，至少 { $min } 位
desk-login-do = 开通登录
