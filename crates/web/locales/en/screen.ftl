## screen

screen-ticket = { "" }
screen-go-to = Please go to
screen-nobody = Please wait: you will be called here
screen-ready = be ready
screen-passed = passed
screen-late = after those on time
screen-returned = first, is back
screen-in-all = waiting:
screen-more = { $count } more
screen-foot = Missed your call? No need to queue again: tell the nurse
screen-title = Waiting for { $department }
screen-free = next call soon
screen-closed = No clinic at this hour
screen-next-today = The next session begins at { $at }
screen-next-day = The next session is on { $day } at { $at }
screen-none-ahead = Sessions are shown here once they are published
