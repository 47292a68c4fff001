-- A ticket's number names its window: `08:40-2`. Numbers that were given before stay as they are.
alter table appointment add column ticket_text text;
update appointment set ticket_text = cast(ticket as text);
alter table appointment drop column ticket;
alter table appointment rename column ticket_text to ticket;
