## screen

screen-ticket = 号
screen-go-to = 请到
screen-nobody = 请稍候，叫到您时这里会显示
screen-ready = 准备
screen-passed = 过号
screen-late = 排在准时者后
screen-returned = 已回来，先叫
screen-in-all = 候诊人数
screen-more = 还有 { $count } 人
screen-foot = 过号不用重新排队，听到叫号或到护士站说一声即可
screen-title = { $department }候诊
screen-free = 等待叫号
screen-closed = 现在没有门诊
screen-next-today = 下一场 { $at } 开始
screen-next-day = 下一场：{ $day } { $at }
screen-none-ahead = 排班发布后在这里显示
