"""Ada, who creates, and a project of hers."""

import pytest


@pytest.fixture
def ada():
    # Models can be imported only once Django is set up, which is after this file is read.
    from tests import factories

    return factories.person("ada")


@pytest.fixture
def project(ada):
    from tests import factories

    return factories.project(creative=ada)
