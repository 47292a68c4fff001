## kiosk

kiosk-title = 自助签到
kiosk-code = 就诊码（8 位），或扫手机上的码
kiosk-last = 手机号或证件号的最后 4 位
kiosk-do = 签到
kiosk-done = { $name } 已签到
kiosk-number = { $ticket } 号
kiosk-where = 请到 { $department } { $room } 候诊
kiosk-ahead = { $count ->
    [0] 下一位就是您
   *[other] 前面还有 { $count } 位
  }
kiosk-called = 已经叫到您，请直接进诊室
kiosk-back = 完成
kiosk-outside = 自助签到只在医院里用
kiosk-outside-body = 请用候诊区的自助机，或在手机上打开您的预约签到，或到护士站，任一证件都行。
