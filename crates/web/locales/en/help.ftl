## help

help-title = Help
help-check-in = How do I check in?
help-check-in-answer = Show the check-in code on “My visit”, or your identity card, social-security card, insurance code or face: any one will do. From when it is open stands beside the code.
help-late = What if I am late?
help-late-answer = Check in as usual and you are put in line. If your time is long past it is noted as missed; reception can restore it.
help-called = What if I missed my call?
help-called-answer = You need not queue again. Tell the nurse or go to the room’s door, and you are called once more.
help-change = How do I move or cancel?
help-change-answer = Open “My visit” and press “Move” or “Cancel”. The page says until when; after that, ask at reception.
help-family = Can I book for my family?
help-family-answer = Yes. Choose for whom at the top when you choose a time. To add somebody, both bring a credential to reception once.
help-elsewhere = Anything else?
help-elsewhere-answer = Somebody at the reception in the outpatient hall will help you.
