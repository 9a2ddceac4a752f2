"""A message goes to the server, or the reason why not comes back."""

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage

from editor import mail_server


def test_a_message_is_sent_with_its_subject_on_one_line():
    mail_server.send(EmailMessage("Come to\r\nBcc: eve@example.com", "Words.", to=["a@b.example"]))
    (sent,) = outbox.outbox
    assert (sent.subject, sent.body) == ("Come to Bcc: eve@example.com", "Words.")
    assert sent.recipients() == ["a@b.example"]


def test_a_server_out_of_reach_is_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(mail_server.NotTaken, match="ConnectionRefusedError"):
        mail_server.send(EmailMessage("Come", "Words.", to=["a@b.example"]))


def test_a_message_that_cannot_be_written_is_told():
    with pytest.raises(mail_server.NotTaken, match="BadHeaderError"):
        mail_server.send(EmailMessage("Come", "Words.", to=["a@b.example\nBcc: eve@b.example"]))
