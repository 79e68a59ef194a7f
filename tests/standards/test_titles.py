"""HR titles are recognised strictly: what only sounds like HR is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.standards.titles import (
    HR_TYPES,
    agency_title,
    divided_functions,
    hr_title,
    posting_prefix,
)
from leadscore.standards.vocabulary import read_toml

HR = {
    "首席人力资源官（CHO）": "A",
    "人力资源副总裁": "A",
    "人力资源总监": "A",
    "人事总监/经理": "A",
    "HRBP（偏招聘）": "A",
    "组织发展经理": "A",
    "OD专家": "A",
    "HR SSC 主管": "A",
    "薪酬福利主管": "A",
    "薪酬绩效专员": "A",
    "HRIS Analyst": "A",
    "人力资源数据分析师": "A",
    "招聘专员": "A|B",
    "招聘经理": "A|B",
    "招聘主管": "A|B",
    "资深招聘专员": "A|B",
    "招聘助理（90后氛围+带薪培训）": "A|B",
    "校园招聘": "A|B",
    "绩效专员": "A|B",
    "培训主管": "A|B",
    "企业培训师": "A|B",
    "0921-员工关系岗": "A|B",
    "集团人力资源经理": "B",
    "人力资源专员/助理 月薪5000+": "B",
    "HR实习生": "B",
    "hr专员": "B",
    "ＨＲ经理": "B",
    "人力资源管理管培生": "B",
    "人事专员": "B|C",
    "急聘人事专员双休月均5000包住高额绩效奖金": "B|C",
    "人事主管（通信行业背景）": "B|C",
    "人事文员": "C",
    "人事行政专员": "C",
    "行政人事": "C",
    "前台兼人事助理": "C",
    "前台/行政前台/招聘助理兼前台": "C",
    "行政专员/人事助理 五险一金": "C",
    "人事兼总经理助理": "C",
    "HR Director": "A",
    "VP of People": "A",
    "Chief People Officer": "A",
    "人力資源總監": "A",
    "人資專員": "B",
    "總務兼人事": "C",
    "人資長": "A",
    "薪酬福利管理師": "A",
    "組織發展管理師": "A",
    "招募任用專員": "A|B",
    "人才招募管理師": "A|B",
    "教育訓練專員": "A|B",
    "員工關係管理師": "A|B",
    "勞資關係專員": "A|B",
    "人力資源管理師": "B",
    "人資副理": "B",
    "管理部人資": "B",
    "HR 專員": "B",
    "人事課長": "B|C",
    "人資/總務專員": "C",
    "HR Business Partner": "A",
    "Compensation & Benefits Manager": "A",
    "Organizational Development Manager": "A",
    "Talent Acquisition Specialist": "A|B",
    "Technical Recruiter": "A|B",
    "Payroll Specialist": "A|B",
    "Training Coordinator": "A|B",
    "Employee Relations Manager": "A|B",
    "Head of People": "A|B",
    "HR Manager": "B",
    "Human Resources Generalist": "B",
    "People Operations Manager": "B",
    "HR & Admin Officer": "C",
    "HR Manager and Office Manager": "C",
    "Admin cum HR Executive": "C",
    "HR cum Admin": "C",
    "HR Data & Reporting Analyst": "A",
    "HR Systems & Data Analyst": "A",
    "HR Data Engineer": "A",
    "HR Data Analytics Specialist": "A",
    "Human Resources - Audit Data Analyst": "A",
    "Manager, HR Data Governance & Analytics": "A",
    "HR Business Analyst (Data/Payroll)": "A",
    "Senior People Data Analyst": "A",
    "Workforce Planning Analyst": "A",
    "Director of Human Capital": "A",
    "Director, Human Resources": "A",
    "SVP, People": "A",
    "HRIS Business Systems Analyst": "A",
    "Payroll & Operations Specialist": "A|B",
    "Talent Partner": "A|B",
    "Technical Sourcer": "A|B",
    "Sales Recruiter": "A|B",
    "Employer Branding Manager": "A|B",
    "Employee Onboarding Specialist": "A|B",
    "Director Global Training and Development": "A|B",
    "Diversity, Equity & Inclusion Manager": "A|B",
    "0921-HR专员": "B",
    "HR Project Officer": "B",
    "HR Manager / Sales Manager": "B",
}

NOT_HR = [
    "客服专员 底薪+绩效+奖金+双休",
    "500强贵金属德企招聘-行政前台",
    "500强公司招聘前台兼行政",
    "招聘数据分析师",
    "招聘助理数据分析师",
    "招聘助理经理-数据分析",
    "招聘管理培训生（数据分析方向）",
    "招聘实习生-数据分析师",
    "全城招聘客服+投诉专员",
    "公司招聘助理",
    "od招聘 c/c++",
    "OD",
    "华为OD开发工程师",
    "猎头顾问",
    "獵頭顧問",
    "獵才顧問",
    "人力資源管理師講師",
    "教育訓練講師",
    "患者招募专员",
    "主播招募专员",
    "專案管理師",
    "寵物訓練師",
    "人資系統工程師",
    "互联网猎头顾问（BAT）",
    "人力资源系统开发工程师",
    "HR产品经理",
    "eHR实施顾问",
    "e-HR系统工程师",
    "Java后台开发工程师-HR数据分析平台",
    "大客户销售（人力资源）",
    "2号人事部 销售经理",
    "数据分析师（人力资源方向）",
    "软件测试（大数据方向）-2020届校园招聘",
    "某公司2020校园招聘",
    "客服培训质检专员",
    "大数据培训讲师",
    "销售培训专员",
    "机械学院招聘组织宣传干事",
    "行政专员",
    "办公室文员",
    "授薪律师",
    "急聘（带薪年假+绩效）采购员",
    "Human Resources Software Engineer",
    "HR Product Manager",
    "Recruitment Consultant",
    "Sales Training Manager",
    "Office Manager",
    "Account Executive, Payroll Software",
    "Account Executive - HRIS",
    "Customer Success Manager - HR Operations",
    "HR Technology Consultant",
    "Professor of Human Resources",
    "Data Analyst //Pay rate: $33.56/hr",
    "Warehouse Associate $18/hr",
    "Driver - $22-25/hr",
    "Driver $22 - $25 per hr",
    "Technician, 40 hr/wk, 2nd shift",
    "Nurse - 12hr",
    "兼職 技術員 (電子測試部門) 最高可達$84/hr",
    "Student Recruitment Officer",
    "Volunteer Recruiter",
    "Military Recruiter",
    "Clinical Trial Recruitment Specialist",
    "Data Management Process and Training Specialist",
    "采购管理师_电子料Sourcer",
    "Onboarding Specialist",
    "某某2021届校园招聘岗位",
    "市場分析與通路績效管理師",
    "",
]


@pytest.mark.parametrize(("title", "types"), HR.items())
def test_hr_titles_give_their_type(title, types):
    """Each title is an HR post and evidence of the type a person would name."""
    post = hr_title(title)
    assert post is not None
    assert post.types == types


@pytest.mark.parametrize("title", NOT_HR)
def test_titles_that_only_sound_like_hr_are_refused(title):
    """Recruiting as a verb, perks, outsourcing, agencies, makers and teachers are not HR posts."""
    assert hr_title(title) is None


def test_a_prefix_before_every_title_makes_no_hr_post():
    """In a list whose titles all begin with 招聘, what is behind the prefix decides."""
    posts = ["财务分析师", "助理", "运营专员", "产品经理", "实习生", "管理培训生"]
    titles = [f"招聘{post}{n}" for post in posts for n in range(5)]
    prefix = posting_prefix(titles)
    assert prefix == "招聘"
    assert not any(hr_title(title.removeprefix(prefix)) for title in titles)
    assert hr_title("招聘人力资源经理（数据方向）".removeprefix(prefix)).types == "B"


def test_a_prefix_is_only_found_where_nearly_all_titles_have_it():
    """An ordinary list has no prefix, nor has a short one."""
    assert posting_prefix([f"招聘会计{n}" for n in range(10)]) is None
    assert posting_prefix([f"会计{n}" for n in range(18)] + ["招聘专员"] * 10) is None


def test_separate_posts_for_two_functions_are_a_divided_department():
    """Two different functions count, the same one twice or a merged post does not."""
    assert divided_functions(["招聘主管", "培训主管"]) == ("training", "recruiting")
    assert divided_functions(["招聘主管", "招聘专员", "行政前台兼培训专员"]) == ()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("高级猎头顾问", True),
        ("RPO专员", True),
        ("劳务派遣专员", True),
        ("Executive Search Consultant", True),
        ("招聘经理（猎头渠道）", False),
        ("培训讲师（劳务派遣）", False),
        ("招聘专员", False),
    ],
)
def test_agency_titles_are_those_who_fill_others_posts(title, expected):
    """A headhunter's title is an agency's; dealing with headhunters is not."""
    assert agency_title(title) is expected


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("人力资源总监", "head"),
        ("HR经理", "manager"),
        ("人事专员", "specialist"),
        ("人事助理", "junior"),
    ],
)
def test_the_level_follows_the_word(title, level):
    """Director, manager, specialist and assistant are four levels."""
    assert hr_title(title).level == level


def test_every_kind_has_both_languages_and_a_type():
    """The data file is whole: labels in zh and en, types in the order of the scale, marks."""
    data = read_toml("hr_titles.toml")
    assert data["source"]
    assert data["date"]
    assert data["mark"] == "K"
    for row in [*data["title"], *data["department"]]:
        assert row["en"]
        assert row["zh"]
        assert row["types"].split("|") == sorted(row["types"].split("|"))
        assert set(row["types"].split("|")) <= set(HR_TYPES)


@given(st.sampled_from(sorted(HR)), st.text(alphabet=" 　\t", max_size=3))
def test_blanks_around_a_title_change_nothing(title, blanks):
    """Padding, half or full width, does not change what a title is."""
    assert hr_title(blanks + title + blanks) == hr_title(title)


@given(st.text(max_size=60))
def test_any_text_is_answered(text):
    """No text breaks the recogniser, and an answer is always a value of the scale."""
    post = hr_title(text)
    assert post is None or set(post.types.split("|")) <= set(HR_TYPES)
