"""How e-mail leaves the studio."""

from project.mail import Mail, mail_of


def test_nothing_is_sent_without_a_server():
    assert mail_of("").backend.endswith("dummy.EmailBackend")


def test_an_address_names_the_server_and_its_account():
    assert mail_of("smtp+tls://me:a%40b@mail.example:2525") == Mail(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host="mail.example",
        port=2525,
        user="me",
        password="a@b",
        starts_tls=True,
    )


def test_smtps_speaks_tls_from_the_first_byte_on_its_own_port():
    mail = mail_of("smtps://mail.example")
    assert (mail.port, mail.is_tls, mail.starts_tls) == (465, True, False)
