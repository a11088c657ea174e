"""The whole road with each shipped scheme: plan, talks, ratings, signatures, form, dashboard."""

from __future__ import annotations

import pytest

from builders import a_desk
from journeys.road import run_road
from reviewdesk.services import schemes

SHIPPED = (
    "general-five", "gh-psc", "in-apar", "ke-spas", "ph-spms-ipcr", "tz-opras", "uk-nhs-medical",
    "us-doc-points", "us-dod-dpmap", "us-opm-ses", "us-va-0750", "za-pmds",
)  # fmt: skip


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def test_these_are_all_that_are_shipped(ctx):
    assert {one.id for one in schemes.list_schemes()} == set(SHIPPED)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("scheme_id", SHIPPED)
def test_the_whole_road(ctx, tmp_path, scheme_id):
    run_road(ctx, tmp_path, scheme_id)
