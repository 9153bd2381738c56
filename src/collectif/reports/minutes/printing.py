"""This module is about minutes as a PDF, to be printed and filed: the HTML page, set by WeasyPrint.

The page brings all that it shows; whatever else it might ask for is refused.
"""

from __future__ import annotations

from collectif.errors import StoreUnavailable


def in_print(page: str) -> bytes:
    """Return an HTML page of ours as a tagged PDF (PDF/UA).

    Raises:
        StoreUnavailable: If WeasyPrint, or the libraries that it needs, are not installed.
    """
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher
    except ImportError as error:
        raise StoreUnavailable.of("minutes.no-weasyprint") from error
    except OSError as error:
        raise StoreUnavailable.of("minutes.no-library", error=error) from error
    own = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    printed: bytes = weasyprint.HTML(string=page, url_fetcher=own).write_pdf(pdf_variant="pdf/ua-1")
    return printed
