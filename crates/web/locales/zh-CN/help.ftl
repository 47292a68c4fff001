## help

help-title = 帮助
help-check-in = 到院怎么签到？
help-check-in-answer = 出示“我这次看病”里的签到码，或者刷身份证、社保卡、医保码、刷脸，任选一种。几点起可以签到，写在签到码旁边。
help-late = 迟到了怎么办？
help-late-answer = 到院后照常签到，系统会给您排进队里。时段过去太久会记为未到，到导诊台说明可以恢复。
help-called = 没听到叫号怎么办？
help-called-answer = 过号不用重新排队。到诊室门口或护士站说一声，会再叫您。
help-change = 怎么改时间或取消？
help-change-answer = 打开“我这次看病”，点“改时间”或“取消”。那里写着最晚什么时候可以办；过了时间，请到导诊台。
help-family = 能替家人预约吗？
help-family-answer = 可以。选时段时，在最上面选“为谁预约”。要添加家人，请带双方证件到导诊台登记一次。
help-elsewhere = 还有别的问题？
help-elsewhere-answer = 到门诊大厅导诊台，会有人帮您。
