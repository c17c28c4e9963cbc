"""botocore and moto, a good deal quicker and otherwise as they are. Importing this does it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from botocore.loaders import Loader, create_loader
from botocore.session import Session

from dev.aws.quick_answers import write_values_at_once

if TYPE_CHECKING:
    from botocore.session import ComponentLocator


@functools.cache
def _loader() -> Loader:
    return create_loader()


def _register_loader(self: Any) -> None:
    components: ComponentLocator = self._components
    components.lazy_register_component("data_loader", _loader)


# Each session would read the descriptions of AWS's services from disk anew, which takes longer
# than most tests; and sessions there are many, since each file of tests makes its own clients.
Session._register_data_loader = _register_loader  # type: ignore[attr-defined]  # its own, but kept
write_values_at_once()
