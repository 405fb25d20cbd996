"""Small exports in the layouts of trackers; the values that are right were worked out by hand."""

AGILE = """\
ID,Link,Name,Backlog,Committed,Build,Test,Done,Type,Status,Resolution,Blocked Days
A-1,https://example.org/browse/A-1,First,2018-01-01,2018-01-02,2018-01-03,2018-01-04,2018-01-05,Story,Done,Fixed,0
A-2,https://example.org/browse/A-2,Skipped two,2018-01-02,2018-01-03,,,2018-01-06,Bug,Done,Fixed,1
A-3,https://example.org/browse/A-3,On the board,2018-01-03,2018-01-04,,,,Story,Committed,,0
A-4,https://example.org/browse/A-4,Not started,2018-01-04,,,,,Story,Backlog,,0
A-5,https://example.org/browse/A-5,Same day,2018-01-05,2018-01-08,2018-01-08,2018-01-08,2018-01-08,Story,Done,Fixed,0
A-6,https://example.org/browse/A-6,Backwards,2018-01-05,2018-01-08,2018-01-12,2018-01-10,2018-01-15,Story,Done,Fixed,0
"""
AZURE = """\
ID,Work Item Type,Title,State,Tags,Activated Date,Closed Date,Parent
"2502","User Story","Item 1","Closed",,"7.6.2025 14:59:28","7.6.2025 16:49:19",
"2504","User Story","Show a ""Warning"" in item 2","Removed","Release Notes",,,
"2505","User Story","Item 3","Closed",,"7.6.2025 16:49:21","8.6.2025 13:57:04",
"2579","Epic","Item 4","New","Premium",,,
"2612","Epic","Item 5","New","Community| Premium",,,
"2627","User Story","Item 6","Closed","Documentation","27.6.2025 15:14:58","27.6.2025 19:38:51","2379"
"2639","Epic","Item 7","Closed","Community| Documentation","11.8.2025 19:37:07","13.8.2025 12:05:40",
"2716","Bug","Item 8","Closed",,"7.7.2025 18:49:28","7.7.2025 18:49:28",
"2851","Epic","Item 9","Closed","Documentation","1.8.2025 15:18:52","13.8.2025 11:41:19",
"3051","User Story","Item 10","Active",,"27.8.2025 19:18:15",,"2251"
"3059","User Story","Item 11","Resolved",,"29.8.2025 16:35:38",,
"""
TRELLO = """\
{"id": "b", "name": "Board", "lists": [
 {"id": "L4", "name": "Finished", "closed": false, "pos": 4}, {"id": "L1", "name": "To do", "closed": false, "pos": 1},
 {"id": "L2", "name": "Doing", "closed": false, "pos": 2}, {"id": "L3", "name": "Testing", "closed": false, "pos": 3}],
"cards": [
 {"id": "602133ac0000000000000001", "idShort": 1, "name": "Card 1", "idList": "L4", "closed": false},
 {"id": "6026b5460000000000000002", "idShort": 2, "name": "Card 2", "idList": "L3", "closed": false},
 {"id": "602d1db90000000000000003", "idShort": 3, "name": "Card 3", "idList": "L2", "closed": true}],
"actions": [
 {"type": "updateCard", "date": "2021-02-25T13:23:34.253Z", "data": {"old": {"idList": "L3"},
  "card": {"id": "602133ac0000000000000001", "idList": "L4"},
  "listBefore": {"id": "L3", "name": "Testing"}, "listAfter": {"id": "L4", "name": "Finished"}}},
 {"type": "updateCard", "date": "2021-02-25T13:23:11.652Z", "data": {"old": {"idList": "L2"},
  "card": {"id": "6026b5460000000000000002", "idList": "L3"},
  "listBefore": {"id": "L2", "name": "Doing"}, "listAfter": {"id": "L3", "name": "Testing"}}},
 {"type": "createCard", "date": "2021-02-24T17:09:53.895Z", "data": {
  "card": {"id": "602d1db90000000000000003"}, "list": {"id": "L2", "name": "Doing"}}},
 {"type": "updateCard", "date": "2021-02-24T17:11:02.860Z", "data": {"old": {"due": null},
  "card": {"id": "602d1db90000000000000003", "due": "2021-03-24T05:00:00.000Z"}, "list": {"id": "L2", "name": "Doing"}}}
]}
"""
JIRA = """\
Summary,Issue key,Issue id,Issue Type,Status,Resolution,Created,Updated,Resolved,Sprint,Sprint,Sprint,Labels,Labels,\
Custom field (Actual start),Parent,Comment,Status Category,Status Category Changed
"Claims, fast track",PRO-1,10001,Story,Done,Done,09/Jan/24 3:54 PM,,19/Jan/24 11:58 PM,S1,S2,,a,b,10/Jan/24 9:00 AM,,\
"09/Jan/24;712020:x;two lines
and; a semicolon",Done,19/Jan/24 11:58 PM
Not wanted,PRO-2,10002,Story,Done,Won't Do,09/Jan/24 3:55 PM,,11/Jan/24 12:05 AM,S1,,,a,,,,,Done,11/Jan/24 12:05 AM
Under way,PRO-3,10003,Bug,In Review,,12/Jan/24 8:00 AM,,,S2,,,,,,10001,,In Progress,15/Jan/24 10:00 AM
Closed without a resolution,PRO-4,10004,Bug,Closed,,12/Jan/24 8:00 AM,,,S2,,,,,,10001,,Done,16/Jan/24 10:00 AM
Idea,PRO-5,10005,Epic,To Do,,12/Jan/24 8:00 AM,,,,,,,,,,,To Do,12/Jan/24 8:00 AM
"""
LINEAR = """\
ID,Team,Title,Status,Created,Started,Completed,Canceled,Archived,Due Date
ENG-1,Core,One,Done,2024-03-01T09:00:00.000Z,2024-03-04T22:30:00.000Z,2024-03-08T23:30:00.000Z,,,2024-03-10
ENG-2,Core,Two,Canceled,2024-03-01T09:00:00.000Z,,,2024-03-05T09:00:00.000Z,,
ENG-3,Web,Three,In Progress,2024-03-02T09:00:00.000Z,2024-03-06T09:00:00.000Z,,,,
ENG-4,Web,Four,Done,2024-03-02T09:00:00.000Z,2024-03-06T09:00:00.000Z,2024-03-07T09:00:00.000Z,,
"""
GITHUB = """\
[{"number": 1, "state": "closed", "state_reason": "completed", "title": "a", "labels": [],
  "created_at": "2024-01-02T10:00:00Z", "closed_at": "2024-01-04T10:00:00Z"},
 {"number": 2, "state": "closed", "state_reason": "not_planned", "title": "b", "labels": [{"name": "bug"}],
  "created_at": "2024-01-02T10:00:00Z", "closed_at": "2024-01-05T10:00:00Z"},
 {"number": 3, "state": "open", "title": "c", "labels": [], "created_at": "2024-01-03T10:00:00Z", "closed_at": null},
 {"number": 4, "state": "closed", "title": "d", "labels": [], "pull_request": {}, "created_at": "2024-01-03T10:00:00Z",
  "closed_at": "2024-01-03T11:00:00Z"}]
"""
