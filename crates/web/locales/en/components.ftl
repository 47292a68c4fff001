## components

components-title = Components
components-buttons = Buttons
components-tags = States
components-notices = Notices
components-days = Days
components-slots = Windows
components-stages = Stages
components-fields = Fields
components-amounts = Amounts
components-empty = Empty
components-charts = Charts
components-sample = Sample
