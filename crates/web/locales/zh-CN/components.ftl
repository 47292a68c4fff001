## components

components-title = 页面构件
components-buttons = 按钮
components-tags = 状态
components-notices = 提示
components-days = 日期
components-slots = 时段
components-stages = 进程
components-fields = 输入
components-amounts = 金额
components-charts = 图表
components-sample = 示例
components-person = 林示例
components-choice = 选好的时段
components-entries = 就诊
components-beds = 床位
components-line = 网络
components-cleaning = 清洁中
components-mon = 周一
components-tue = 周二
components-wed = 周三
components-thu = 周四
components-fri = 周五
components-sat = 周六
components-month = 11月
