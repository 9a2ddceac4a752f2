"""Who receives deliveries in tests: what came is kept in a list."""

RECEIVED: list[tuple[str, str, str, dict]] = []


def receive(*, job, step, name, picture, facts) -> None:
    RECEIVED.append((str(job.id), name, picture.digest, facts))


def refuse(*, job, step, name, picture, facts) -> None:
    raise ValueError("no room")
