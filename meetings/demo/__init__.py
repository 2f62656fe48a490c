"""An example to look around in: a Rakerda whose doors are open now, and a finished Rakor with published minutes.

People are invented; positions and districts follow the public structure of Kota Bogor. Everything is made through the
domain's own functions, so the example can never hold what a person could not have made.
"""

from meetings.demo.loading import Account, is_empty, load_demo

__all__ = ["Account", "is_empty", "load_demo"]
