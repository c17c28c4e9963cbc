"""What is wrong between Retrack and a shop, in a sentence a merchant can act on."""

from enum import StrEnum


class ShopProblem(StrEnum):
    """Why a shop cannot be called, or what was asked of it was not done."""

    TOKEN_REFUSED = "token_refused"  # noqa: S105  a word for it, no token
    APP_REFUSED = "app_refused"
    APP_NOT_INSTALLED = "app_not_installed"
    APP_OF_OTHERS = "app_of_others"
    SCOPE_MISSING = "scope_missing"
    FROZEN = "frozen"
    NO_SUCH_SHOP = "no_such_shop"
    APP_REMOVED = "app_removed"
    NOT_CONNECTED = "not_connected"
    REQUEST_REFUSED = "request_refused"
    OVERLOADED = "overloaded"
    NO_ANSWER = "no_answer"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"


SENTENCES = {
    ShopProblem.TOKEN_REFUSED: "Shopify refused the token: make a new access token in Shopify's"
    " admin, and enter it.",
    ShopProblem.APP_REFUSED: "Shopify refused the app: copy its client id and its secret from the"
    " app's settings in Shopify's Dev Dashboard, and enter both again.",
    ShopProblem.APP_NOT_INSTALLED: "The app is not installed in the shop: install it from Shopify's"
    " Dev Dashboard, then enter its client id and secret again.",
    ShopProblem.APP_OF_OTHERS: "Shopify lets an app in this way only where it and the shop are of"
    " the same organisation: make the app in the Dev Dashboard of the shop's own, and enter its"
    " client id and secret.",
    ShopProblem.SCOPE_MISSING: "Shopify does not let the token do this: give the app the scopes"
    " read_orders and write_fulfillments; a token that does not end has to be entered again then.",
    ShopProblem.FROZEN: "Shopify has frozen the shop: settle its bill with Shopify, then enter its"
    " access token, or the app's client id and secret, again.",
    ShopProblem.NO_SUCH_SHOP: "Shopify knows no shop of this domain: correct the domain, then enter"
    " the access token, or the app's client id and secret, again.",
    ShopProblem.APP_REMOVED: "The app was taken out of the shop: install it again, and enter its"
    " new access token, or its client id and secret.",
    ShopProblem.NOT_CONNECTED: "The shop is not connected: enter its domain, and the client id and"
    " secret of its app or an access token.",
    ShopProblem.REQUEST_REFUSED: "Shopify refused what it was asked for: import again from the"
    " start; if it is refused again, tell Retrack's support.",
    ShopProblem.OVERLOADED: "Shopify takes no more calls for this shop at present: wait some"
    " minutes, then import again to go on where it stopped.",
    ShopProblem.NO_ANSWER: "Shopify did not answer, however often it was asked: wait until it works"
    " again, then import again to go on where it stopped.",
    ShopProblem.UNREADABLE: "Shopify's answers could not be read: wait some minutes, then import"
    " again to go on where it stopped.",
    ShopProblem.STOPPED: "The import stopped over a fault of Retrack's own, which its operators are"
    " told of: import again to go on where it stopped.",
}
"""Everything that a shop's `problem` can say, for whoever says it in another language."""


def sentence(problem: ShopProblem | None) -> str | None:
    """What the merchant should do; None when there is nothing to do."""
    return SENTENCES[problem] if problem else None
