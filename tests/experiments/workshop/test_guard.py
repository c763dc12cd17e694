"""Who may come in."""

from experiments.workshop.guard import Guard, addresses, headers, printed


def test_the_server_answers_to_its_own_names_on_its_port_alone() -> None:
    guard = Guard.for_port(8000, lan=False)
    for host in ("127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"):
        assert guard.knows_host(host)
    others = (None, "", "127.0.0.1", "127.0.0.1:8001", "evil.example:8000", "127.0.0.1.evil.example:8000")
    assert not [other for other in others if guard.knows_host(other)]


def test_it_may_be_asked_for_by_the_address_of_the_connection() -> None:
    guard = Guard.for_port(8000, lan=True)
    assert guard.knows_host("10.1.2.3:8000", "10.1.2.3:8000")
    assert not guard.knows_host("10.1.2.4:8000", "10.1.2.3:8000")


def test_only_a_page_of_the_same_name_and_port_opens_a_socket() -> None:
    guard = Guard.for_port(8000, lan=False)
    assert guard.knows_origin("http://127.0.0.1:8000", "127.0.0.1:8000")
    for origin in (None, "null", "http://127.0.0.1:8001", "https://127.0.0.1:8000", "http://localhost:8000"):
        assert not guard.knows_origin(origin, "127.0.0.1:8000")


def test_a_token_is_exchanged_once_and_opens_the_rooms_it_is_for() -> None:
    guard = Guard.for_port(8000, lan=False)
    everywhere, table = guard.new_token(), guard.new_token("abcde")
    session, room = guard.exchange(table, None) or ("", "")
    assert room == "abcde"
    assert guard.exchange(table, None) is None
    cookies = {"shequ_workshop": session}
    assert guard.leads(cookies, "abcde")
    assert not guard.leads(cookies, "main")
    assert guard.exchange(everywhere, session) == (session, "*")
    assert guard.leads(cookies, "main")
    guard.forget("abcde")
    assert guard.leads(cookies, "abcde")  # by the link for all rooms
    assert not guard.leads({}, "main")
    assert not guard.leads({"shequ_workshop": "guessed"}, "main")


def test_a_closed_room_leaves_no_token_and_no_leader() -> None:
    guard = Guard.for_port(8000, lan=False)
    used, unused = guard.new_token("abcde"), guard.new_token("abcde")
    session, _ = guard.exchange(used, None) or ("", "")
    guard.forget("abcde")
    assert guard.exchange(unused, None) is None
    assert not guard.leads({"shequ_workshop": session}, "abcde")


def test_a_browser_cannot_choose_the_mark_by_which_its_votes_count() -> None:
    guard = Guard.for_port(8000, lan=False)
    mine = guard.new_guest()
    assert guard.guest(mine) == mine
    assert guard.guest("chosen") != "chosen"
    assert guard.guest(None) != guard.guest(None)


def test_the_policy_of_a_printed_page_names_its_own_style_sheet_and_no_other() -> None:
    policy = printed("<style>a { color: red }</style>")["content-security-policy"]
    # printf 'a { color: red }' | openssl dgst -sha256 -binary | base64
    assert "style-src 'sha256-LHvAPItmcc9l4w10oslyz6Nh8tFuoEH5lssCs9WdKIE='" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "unsafe" not in headers("127.0.0.1:8000")["content-security-policy"]


def test_own_addresses_are_not_those_of_this_machine_alone() -> None:
    assert not [address for address in addresses() if address.startswith("127.")]
