from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """Who runs this site, and the one address under which this page is known."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "operator_name": settings.OPERATOR_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_address": settings.CONTACT_ADDRESS,
        "source_code_url": settings.SOURCE_CODE_URL,
        "canonical_url": settings.SITE_URL + request.path,
    }
