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
components-charts = Charts
components-sample = Sample
components-person = Lin Shili
components-choice = The choice
components-entries = Visits
components-beds = Beds
components-line = The line
components-cleaning = being cleaned
components-mon = Mon
components-tue = Tue
components-wed = Wed
components-thu = Thu
components-fri = Fri
components-sat = Sat
components-month = Nov
