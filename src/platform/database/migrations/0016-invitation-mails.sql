-- How often an invitation was mailed, so that mails are limited for senders and recipients alike.
alter table membership_invitation add column mails integer not null default 1;
create index membership_invitation_sender on membership_invitation (organization_id, sent_at);
create index membership_invitation_recipient on membership_invitation (email_key, sent_at);
