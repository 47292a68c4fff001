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
components-empty = 空白
components-charts = 图表
components-sample = 示例
