from tests.journeys.conftest import portal, visitor

__all__ = ["portal", "visitor"]
