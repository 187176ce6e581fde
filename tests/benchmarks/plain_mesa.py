"""The world of a scenario as plain Mesa: an agent per borrower, attributes, a step a day, Python's own random numbers.

It is what an experienced Mesa user would write without `sim`: the same rules, money in floats, no ledger and no keyed
draws. Only the mechanisms of `plain_world.yaml` are here; those at rest there (other lenders, plans, suits, split
bills, shopping festivals and the like) are left out. It starts from an opening book of the engine, so that the two can
be compared.
`skip_idle_days` adds the one optimisation that the engine owes most to: a borrower sleeps until something is due.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from sim.records import ARREARS_BUCKETS, PayerType, State
from sim.scenario.models import Scenario
from sim.setup import central_economies, factor_scale, lender_names, product_names, segment_names
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR, FEN_PER_YUAN, NEVER

NORMAL = NormalDist()
LOWEST_SCORE, HIGHEST_SCORE = 350.0, 950.0
MOST_SPENDING = 2.0
BLOCKS = ("underwriting", "limits", "freeze", "score", "collections")
"""Blocks of a policy that are not neutral in the plain world."""


def flat(*blocks: Any) -> SimpleNamespace:
    """The fields of pydantic blocks as attributes of one plain object."""
    return SimpleNamespace(**{name: getattr(block, name) for block in blocks for name in type(block).model_fields})


def annuity(principal: float, rate: float, payments: int) -> float:
    """Level instalment of a loan."""
    return principal / payments if rate <= 0 else principal * rate / (1 - (1 + rate) ** -payments)


class Account:
    """A line or a loan of a borrower."""

    def __init__(self, product: Any, limit: float = 0.0) -> None:
        self.product = product
        self.limit = limit
        self.principal = 0.0
        self.billed = 0.0
        self.carried = 0.0
        self.interest = 0.0
        self.interest_due = 0.0
        self.claim = 0.0
        self.instalment = 0.0
        self.remaining_term = 0
        self.arrears: list[list[float]] = []  # [due day, amount], oldest first
        self.next_due_day = NEVER
        self.retry_day = 0
        self.accrued_until = 0
        self.default_day: int | None = None
        self.sound_since = NEVER
        self.blocked_until = -NEVER
        self.charged_off = False
        self.payout_day: int | None = None  # of a loan that waits for the close of the day
        self.counted = False

    @classmethod
    def of(cls, record: Any, product: Any) -> Account:
        """An account from a record of the engine's opening book."""
        account = cls(product, float(record.limit))
        for name in ("principal", "billed", "carried", "interest", "interest_due", "claim", "instalment"):
            setattr(account, name, float(record[name]))
        for name in ("remaining_term", "next_due_day", "retry_day", "accrued_until", "blocked_until", "sound_since"):
            setattr(account, name, int(record[name]))
        if record.oldest_due_day != NEVER:
            oldest = int(record.oldest_due_day)
            dues = [[oldest + DAYS_PER_MONTH * place, float(due)] for place, due in enumerate(record.arrears)]
            account.arrears = [due for due in dues if due[1] > 0]
        account.default_day = None if record.default_day == NEVER else int(record.default_day)
        account.charged_off = record.state == State.CHARGED_OFF
        if record.state == State.PENDING:
            account.payout_day, account.next_due_day = account.next_due_day, NEVER
        return account

    def days_past_due(self, day: int) -> float:
        return max(0, day - self.arrears[0][0]) if self.arrears else 0

    def past_due(self) -> float:
        return sum(due[1] for due in self.arrears) if self.arrears else 0.0

    def fall_due(self, amount: float, day: int) -> None:
        if amount > 0:
            self.sound_since = NEVER
            if len(self.arrears) < ARREARS_BUCKETS:
                self.arrears.append([day, amount])
            else:
                self.arrears[-1][1] += amount

    def take_off_arrears(self, amount: float) -> None:
        arrears = self.arrears
        while arrears and amount > 0:
            paid = min(amount, arrears[0][1])
            arrears[0][1] -= paid
            amount -= paid
            if arrears[0][1] < 0.5:  # less than half a fen
                arrears.pop(0)

    def has_matured(self) -> bool:
        return not self.product.is_line and self.remaining_term <= 0

    def owed(self) -> float:
        return self.principal + self.interest + self.claim


class Borrower(mesa.Agent):
    """A household with a job, a purse and accounts at the platform."""

    def __init__(self, model: PlainModel, record: Any) -> None:
        super().__init__(model)
        self.segment_index = int(record.segment)
        self.segment = model.segments[self.segment_index]
        self.number = int(record.agent)
        for name in ("cash", "income", "essential_daily", "discretionary_daily", "job_risk", "savings_months"):
            setattr(self, name, float(record[name]))
        for name in ("forgetfulness", "line_share", "score", "score_base"):
            setattr(self, name, float(record[name]))
        self.payday = int(record.payday)
        self.payer_type = int(record.payer_type)
        self.employed = bool(record.employed)
        self.job_change_day = int(record.job_change_day)
        self.spent_until = int(record.spent_until)
        self.performing = bool(record.performing)
        self.has_defaulted = False
        self.slots = len(record.accounts)
        self.accounts = [
            Account.of(entry, model.products[entry.product]) for entry in record.accounts if entry.state != State.EMPTY
        ]
        self.barred_until = max(int(entry.blocked_until) for entry in record.accounts)
        self.next_day = 1

    # The day

    def step(self) -> None:  # noqa: C901 - one flat step, for speed in plain Python
        """A day of a borrower."""
        model = self.model
        day, day_of_month = model.day, model.day_of_month
        if model.skip_idle_days and day < self.next_day:
            return
        self.spend(day)
        for account in self.accounts:
            if account.payout_day is not None and account.payout_day <= day:
                self.receive_loan(account, day)
                break
        if day_of_month == 1:
            self.open_month(day)
        if day == self.job_change_day:
            self.employed = not self.employed
            self.job_change_day = NEVER
        is_payday = day_of_month == self.payday
        if is_payday:
            self.cash += self.pay_of_month()
        for account in self.accounts:
            if account.arrears or account.next_due_day == day:
                self.pay_bills(day)
                break
        if is_payday:
            self.apply_for_loans(day)
        if day_of_month == DAYS_PER_MONTH:
            self.close_month(day)
        if model.skip_idle_days:
            self.next_day = self.next_event_day(day, day_of_month)

    def next_event_day(self, day: int, day_of_month: int) -> int:
        """The next day on which something is due."""
        best = day + 1 if day_of_month == DAYS_PER_MONTH else day + DAYS_PER_MONTH - day_of_month
        days = [day - day_of_month + self.payday, self.job_change_day]
        for account in self.accounts:
            days.append(account.payout_day if account.payout_day is not None else account.next_due_day)
            if account.arrears:
                oldest = int(account.arrears[0][0])
                days += [account.retry_day, oldest + self.model.default_days, oldest + self.model.charge_off_days]
        return min([best, *(candidate for candidate in days if candidate > day)])

    def pay_bills(self, day: int) -> None:
        """What is due, and arrears where they are thought of; then what has grown old."""
        is_pay_time = self.is_pay_time(day)
        for account in list(self.accounts):
            if account.next_due_day == day or (account.arrears and is_pay_time):
                self.settle(account, day)
        for account in self.accounts:
            if account.arrears:
                self.age(account, day)

    def is_pay_time(self, day: int) -> bool:
        """Whether arrears are thought of: at the turn of a month, on payday, on a due day, when one is remembered."""
        if self.model.day_of_month in (1, self.payday, DAYS_PER_MONTH):
            return True
        return any(day in (account.next_due_day, account.retry_day) for account in self.accounts)

    # Work and spending

    def lognormal(self, deviation: float) -> float:
        return math.exp(deviation * self.random.gauss(0.0, 1.0) - 0.5 * deviation * deviation)

    def pay_of_month(self) -> float:
        segment = self.segment
        pay = self.income * self.model.income_level[self.segment_index]
        if not self.employed:
            return pay * segment.benefit_share
        return pay * self.lognormal(segment.transitory_deviation) if segment.transitory_deviation > 0 else pay

    def spend(self, day: int) -> None:
        """Spend for the days since last time: a share over the line, the rest in cash, what cash lacks on the line."""
        wanted = (day - self.spent_until) * (self.essential_daily + self.discretionary_daily)
        self.spent_until = day
        if wanted <= 0:
            return
        in_cash = min(wanted - self.line_share * wanted, self.cash)
        on_line = wanted - in_cash
        for account in self.accounts:
            if on_line > 0 and account.product.is_line and not account.charged_off:
                charged = min(on_line, self.headroom(account, day))
                if charged > 0:
                    account.principal += charged
                    self.model.platform.lend(charged)
                    on_line -= charged
        self.cash -= min(in_cash + on_line, self.cash)

    def open_month(self, day: int) -> None:
        """Work, lasting changes, plans, score, statements."""
        self.draw_job_change(day)
        segment, model = self.segment, self.model
        if model.month % 12 == self.number % 12:
            if segment.permanent_deviation > 0:
                self.income *= self.lognormal(segment.permanent_deviation)
                self.essential_daily = self.income * segment.essential_share / DAYS_PER_MONTH
            if self.random.random() < segment.switch_yearly:
                self.payer_type = self.draw_payer_type()
        self.plan_spending()
        self.update_score(day)
        for account in self.accounts:
            if account.product.is_line and not account.charged_off:
                account.billed = account.principal
                account.next_due_day = day + account.product.due_day - 1

    def draw_job_change(self, day: int) -> None:
        self.job_change_day = NEVER
        if self.employed:
            chance = self.job_risk * self.model.job_loss[self.segment_index]
        else:
            chance = self.model.job_finding[self.segment_index]
        if self.random.random() < chance:
            self.job_change_day = day + self.random.randrange(DAYS_PER_MONTH)

    def draw_payer_type(self) -> int:
        draw = self.random.random()
        if draw < self.segment.transactor_share:
            return PayerType.TRANSACTOR
        if draw < self.segment.transactor_share + self.segment.minimum_payer_share:
            return PayerType.MINIMUM
        return PayerType.PARTIAL

    def plan_spending(self) -> None:
        segment = self.segment
        planned = self.income * segment.discretionary_share / DAYS_PER_MONTH
        if not self.employed:
            planned *= segment.jobless_share
        target = self.savings_months * self.income
        if target > 0:
            multiple = 1 + segment.savings_response * (self.cash / target - 1)
            planned *= min(max(multiple, 0.0), MOST_SPENDING)
        if segment.discretionary_deviation > 0 and planned > 0:
            planned *= self.lognormal(segment.discretionary_deviation)
        self.discretionary_daily = planned

    def update_score(self, day: int) -> None:
        used = limit = 0.0
        for account in self.accounts:
            if account.product.is_line and not account.charged_off:
                used += account.principal
                limit += account.limit
        policy = self.model.platform.policy
        target = self.score_base
        if limit > 0:
            target -= policy.score_utilisation_penalty * min(1.0, used / limit)
        if self.worst_days_past_due(day) > 0:
            target -= policy.score_late_penalty
        target = min(max(target, LOWEST_SCORE), HIGHEST_SCORE)
        self.score = policy.score_memory * self.score + (1 - policy.score_memory) * target

    # Access to credit

    def worst_days_past_due(self, day: int) -> float:
        return max((account.days_past_due(day) for account in self.accounts), default=0)

    def is_barred(self, day: int) -> bool:
        freeze = self.model.platform.policy.freeze_days_past_due
        if self.barred_until > day:
            return True
        for account in self.accounts:
            if account.arrears and account.days_past_due(day) >= freeze:
                return True
            if account.blocked_until > day or account.charged_off or account.default_day is not None:
                return True
        return False

    def headroom(self, account: Account, day: int) -> float:
        policy = self.model.platform.policy
        if self.model.run_off or account.blocked_until > day or account.default_day is not None:
            return 0.0
        if account.arrears and account.days_past_due(day) >= policy.freeze_days_past_due:
            return 0.0
        if policy.freeze_linkage > 0 and self.is_barred(day):
            return 0.0
        return max(0.0, account.limit * policy.limits_multiple - account.principal)

    # Loans

    def apply_for_loans(self, day: int) -> None:
        segment, model = self.segment, self.model
        if model.run_off or segment.loan_demand_monthly <= 0:
            return
        demand = segment.loan_demand_monthly
        if self.cash < self.essential_daily * DAYS_PER_MONTH:
            demand = min(1.0, demand * segment.distress_multiple)
        for product in model.loans:
            if self.random.random() < demand and len(self.accounts) < self.slots and not self.is_barred(day):
                self.apply_for(product, day)

    def apply_for(self, product: Any, day: int) -> None:
        segment, policy = self.segment, self.model.platform.policy
        amount = self.income * segment.loan_size
        if segment.loan_size_dispersion > 0:
            amount *= self.lognormal(segment.loan_size_dispersion)
        if self.score < policy.underwriting_score_cutoff:
            return
        amount = min(amount, policy.underwriting_loan_income_cap * self.income, product.limit_cap)
        term = self.random.choices(product.term_months, product.term_weights)[0]
        if amount < product.limit_floor:
            return
        service = self.debt_service() + annuity(amount, product.daily_rate * DAYS_PER_MONTH, term)
        if service > policy.underwriting_debt_to_income_cap * self.income:
            return
        loan = Account(product, amount)
        loan.remaining_term = term
        loan.payout_day = day + 1
        self.accounts.append(loan)
        self.model.platform.asked += amount

    def debt_service(self) -> float:
        total = 0.0
        for account in self.accounts:
            if not account.charged_off and account.payout_day is None:
                total += (
                    account.product.minimum_share * account.principal if account.product.is_line else account.instalment
                )
        return total

    def receive_loan(self, account: Account, day: int) -> None:
        product, platform = account.product, self.model.platform
        amount = account.limit * platform.ration
        account.payout_day, account.limit = None, 0.0
        if amount <= 0:
            self.accounts.remove(account)
            return
        account.principal = amount
        account.instalment = annuity(amount, product.daily_rate * DAYS_PER_MONTH, account.remaining_term)
        account.accrued_until = day
        account.next_due_day = day - self.model.day_of_month + product.due_month * DAYS_PER_MONTH + product.due_day
        self.cash += amount
        platform.lend(amount)

    # Paying

    def accrue(self, account: Account, day: int) -> None:
        days = day - account.accrued_until
        account.accrued_until = day
        product = account.product
        bearing = account.carried if product.is_line else account.principal
        if days <= 0 or bearing <= 0:
            return
        overdue = min(account.past_due(), bearing)
        charge = (bearing - overdue + overdue * product.late_rate_multiple) * product.daily_rate * days
        if account.default_day is not None:
            account.claim += charge
        else:
            account.interest += charge
            self.model.platform.earn(charge)

    def fall_due(self, account: Account, day: int) -> None:
        self.accrue(account, day)
        arrears = account.past_due()
        if account.product.is_line:
            minimum = account.product.minimum_share * account.billed + account.interest - account.interest_due
            account.interest_due = account.interest
            amount = min(account.billed + account.interest, minimum + arrears) - arrears
            account.next_due_day = NEVER
        else:
            owed = account.principal + account.interest
            amount = owed - arrears
            if account.remaining_term > 1:
                amount = min(owed, account.instalment + arrears) - arrears
            account.remaining_term -= 1
            account.next_due_day = day + DAYS_PER_MONTH if account.remaining_term > 0 else NEVER
        account.fall_due(amount, day)
        if self.random.random() < self.forgetfulness:
            account.retry_day = day + 1 + self.random.randrange(3)

    def payment_wanted(self, account: Account) -> float:
        if account.has_matured():
            return account.owed()
        least = account.past_due() + account.claim
        if not account.product.is_line or self.payer_type == PayerType.MINIMUM:
            return least
        whole = account.billed + account.interest + account.claim
        if self.payer_type == PayerType.TRANSACTOR:
            return max(least, whole)
        return least + self.segment.partial_payment * max(0.0, whole - least)

    def settle(self, account: Account, day: int) -> None:
        """What falls due, what is remembered, what is paid, what is missed."""
        if account.charged_off:
            return
        is_due_day = account.next_due_day == day
        if is_due_day:
            self.fall_due(account, day)
        if day >= account.retry_day and (is_due_day or account.arrears):
            self.accrue(account, day)
            reserve = self.essential_daily * self.segment.reserve_days
            possible = max(0.0, self.cash - reserve)
            if account.default_day is not None:
                is_payday = self.model.day_of_month == self.payday
                possible = min(possible, self.income * self.segment.default_payment) if is_payday else 0.0
            payment = min(self.payment_wanted(account), possible)
            if payment > 0:
                self.pay(account, payment, day)
        if is_due_day and account.product.is_line:
            account.carried = account.billed

    def pay(self, account: Account, amount: float, day: int) -> None:
        policy, platform = self.model.platform.policy, self.model.platform
        if account.arrears and account.days_past_due(day) >= policy.freeze_lasting_days_past_due:
            account.blocked_until = day + int(policy.freeze_lasting_months * DAYS_PER_MONTH)
        to_interest = min(amount, account.interest)
        to_principal = min(amount - to_interest, account.principal)
        to_claim = min(amount - to_interest - to_principal, account.claim)
        account.interest -= to_interest
        account.interest_due = max(0.0, account.interest_due - to_interest)
        account.principal -= to_principal
        account.claim -= to_claim
        account.billed = max(0.0, account.billed - to_principal)
        account.carried = min(account.carried, account.billed)
        self.cash -= to_interest + to_principal + to_claim
        platform.collect(to_interest, to_principal, to_claim)
        platform.recover(account, amount, day)
        if account.has_matured():
            amount = max(0.0, account.past_due() - account.owed())
        account.take_off_arrears(amount)
        if not account.arrears:
            if account.default_day is not None and account.sound_since == NEVER:
                account.sound_since = day
            if not account.product.is_line and account.owed() < 0.5:
                self.barred_until = max(self.barred_until, account.blocked_until)
                self.accounts.remove(account)

    # Default

    def age(self, account: Account, day: int) -> None:
        model = self.model
        age = account.days_past_due(day)
        if account.default_day is None and age >= model.default_days:
            self.default(account, day)
        if not account.charged_off and age >= model.charge_off_days:
            self.charge_off(account, day)

    def default(self, account: Account, day: int) -> None:
        model = self.model
        if self.performing and not self.has_defaulted:
            self.has_defaulted = True
            if day <= model.loss_horizon_days:
                model.defaults += 1
        for other in self.accounts if model.default_takes_all else [account]:
            if other.payout_day is None and not other.charged_off and other.default_day is None:
                self.accrue(other, day)
                other.default_day, other.sound_since = day, NEVER if other.arrears else day
                if day <= model.loss_horizon_days:
                    other.counted = True
                    model.platform.loss += other.principal + other.interest

    def charge_off(self, account: Account, day: int) -> None:
        self.accrue(account, day)
        self.model.platform.write_off(account)
        account.claim += account.principal + account.interest
        account.principal = account.interest = account.interest_due = account.billed = account.carried = 0.0
        account.arrears = []
        account.next_due_day = NEVER
        account.charged_off = True
        account.blocked_until = day + self.model.readmission_months * DAYS_PER_MONTH

    def close_month(self, day: int) -> None:
        """Accrue, collect, and let the platform measure."""
        platform = self.model.platform
        self.end_defaults(day)
        for account in list(self.accounts):
            if account.charged_off:
                platform.collect_claim(account, day)
                if day >= account.blocked_until:
                    self.readmit(account, day)
            elif account.payout_day is None:
                self.accrue(account, day)
                platform.measure(account, day, self.headroom(account, day) if account.product.is_line else 0.0)

    def end_defaults(self, day: int) -> None:
        """Cure what has had nothing past due for the probation; by borrower, all of it together."""
        model = self.model
        bad = [account for account in self.accounts if account.default_day is not None]
        sound = [
            account
            for account in bad
            if not account.charged_off and not account.arrears and day - account.sound_since >= model.probation_days
        ]
        if not sound or (model.default_takes_all and len(sound) < len(bad)):
            return
        for account in sound:
            model.platform.recover(account, account.owed(), day)
            account.default_day, account.counted, account.sound_since = None, False, NEVER

    def readmit(self, account: Account, day: int) -> None:
        if account.product.is_line:
            account.charged_off, account.claim, account.accrued_until = False, 0.0, day
            account.default_day, account.counted = None, False
        else:
            self.accounts.remove(account)


class Platform(mesa.Agent):
    """The lender: its policy, its balance sheet, its levers."""

    def __init__(self, model: PlainModel, lender: Any) -> None:
        super().__init__(model)
        self.lender = lender
        self.chosen = self.policy = self.chosen_policy()
        rates = lender.provisioning
        self.provision_rates = (rates.current, rates.from_1, rates.from_30, rates.from_60, rates.from_90)
        self.levers = [
            SimpleNamespace(**lever.when.model_dump(), lever=lever, beyond=0, active=False, months=0)
            for _, lever in sorted(lender.policy.levers.items(), key=lambda item: (item[1].order, item[0]))
        ]
        self.asked = self.loss = self.d30_rate = self.d90_rate = self.capital_ratio = 0.0
        self.ration = 1.0
        self.clear_measures()

    def chosen_policy(self) -> SimpleNamespace:
        """The dials of which something is made here, `block.name` as `block_name`."""
        policy = self.lender.policy
        blocks = {name: getattr(policy, name) for name in BLOCKS}
        return SimpleNamespace(
            **{
                f"{name}_{dial}": getattr(block, dial)
                for name, block in blocks.items()
                for dial in type(block).model_fields
            }
        )

    def open_books(self, borrowers: list[Borrower]) -> None:
        """A balance sheet by shares of the opening book."""
        for borrower in borrowers:
            for account in borrower.accounts:
                if not account.charged_off and account.payout_day is None:
                    self.measure(account, 0, 0.0)
        self.receivables = sum(self.balance)
        self.allowance = self.allowance_target()
        self.cash = self.lender.balance_sheet.cash_share * self.receivables
        assets = self.cash + self.receivables - self.allowance
        self.equity = self.lender.balance_sheet.equity_share * assets
        self.funding = assets - self.equity
        self.committed = self.lender.funding.committed_multiple * self.funding
        self.clear_measures()

    # What borrowers do to the books

    def lend(self, amount: float) -> None:
        self.cash -= amount
        self.receivables += amount

    def earn(self, interest: float) -> None:
        self.receivables += interest
        self.equity += interest

    def collect(self, interest: float, principal: float, claim: float) -> None:
        self.cash += interest + principal + claim
        self.receivables -= interest + principal
        self.equity += claim

    def write_off(self, account: Account) -> None:
        self.receivables -= account.principal + account.interest
        self.allowance -= account.principal + account.interest

    def recover(self, account: Account, amount: float, day: int) -> None:
        if account.counted and account.default_day is not None:
            self.loss -= amount * (1 + account.product.daily_rate) ** (account.default_day - day)

    def collect_claim(self, account: Account, day: int) -> None:
        months = (day - account.default_day) // DAYS_PER_MONTH
        rate = (
            self.policy.collections_monthly_recovery
            * self.policy.collections_monthly_decay**months
            * self.model.recovery_multiple
        )
        amount = min(1.0, rate) * account.claim
        self.recover(account, amount, day)
        account.claim -= amount
        self.cash += amount
        self.equity += amount

    # The close

    def clear_measures(self) -> None:
        self.balance = [0.0] * 5
        self.undrawn = 0.0
        self.active_accounts = 0

    def measure(self, account: Account, day: int, undrawn: float) -> None:
        balance = account.principal + account.interest
        age = account.days_past_due(day)
        self.balance[0 if age <= 0 else min(int(age) // 30 + 1, 4)] += balance
        self.active_accounts += balance > 0
        self.undrawn += undrawn

    def allowance_target(self) -> float:
        return sum(rate * balance for rate, balance in zip(self.provision_rates, self.balance, strict=True))

    def step(self) -> None:
        """The close of a day, and at a month end of a month."""
        cost = self.funding * (self.lender.funding.annual_rate + self.model.funding_spread) / DAYS_PER_YEAR
        self.cash -= cost
        self.equity -= cost
        self.fund()
        liquidity = self.cash + max(0.0, self.committed - self.funding)
        self.ration = 1.0 if self.asked <= liquidity else max(0.0, liquidity / self.asked)
        self.asked = 0.0
        if self.model.day_of_month == DAYS_PER_MONTH:
            self.close_month()

    def fund(self) -> None:
        missing = self.lender.balance_sheet.cash_share * self.receivables - self.cash
        if missing >= 0:
            change = min(missing, max(0.0, self.committed - self.funding))
        else:
            change = max(missing, -self.funding)
        self.cash += change
        self.funding += change

    def close_month(self) -> None:
        costs, capital = self.lender.costs, self.lender.capital
        whole = sum(self.balance)
        cost = costs.account_monthly * FEN_PER_YUAN * self.active_accounts + costs.balance_annual * whole / 12
        self.cash -= cost
        target = self.allowance_target()
        self.equity -= cost + target - self.allowance
        self.allowance = target
        self.d30_rate = sum(self.balance[2:]) / whole if whole > 0 else 0.0
        self.d90_rate = self.balance[4] / whole if whole > 0 else 0.0
        weights = [capital.retail_weight] * 4 + [capital.past_due_weight]
        assets = capital.retail_weight * capital.undrawn_conversion * self.undrawn
        for weight, balance, rate in zip(weights, self.balance, self.provision_rates, strict=True):
            assets += weight * balance * (1 - rate)
        self.capital_ratio = self.equity / assets if assets > 0 else 0.0
        self.outstanding = whole
        self.move_levers()
        self.clear_measures()

    def move_levers(self) -> None:
        """Levers move when their metric has been beyond its mark for long enough."""
        self.policy = SimpleNamespace(**vars(self.chosen))
        for trigger in self.levers:
            value, lever = getattr(self, trigger.metric), trigger.lever
            high = trigger.on >= trigger.off
            trigger.beyond = trigger.beyond + 1 if (value >= trigger.on if high else value <= trigger.on) else 0
            if trigger.active:
                trigger.months += 1
                is_back = value <= trigger.off if high else value >= trigger.off
                trigger.active = not (trigger.months >= trigger.hold_months and is_back)
            elif trigger.beyond > trigger.wait_months:
                trigger.active, trigger.months = True, 0
            if trigger.active:
                name = lever.dial.replace(".", "_")
                dial = getattr(self.policy, name)
                moved = {"add": dial + lever.value, "multiply": dial * lever.value, "set": lever.value}
                setattr(self.policy, name, moved[lever.operation])


class PlainModel(mesa.Model):
    """One replication. `step` is a day."""

    def __init__(self, scenario: Scenario, book: np.ndarray, seed: int, *, skip_idle_days: bool = False) -> None:
        super().__init__(seed=seed)
        self.scenario = scenario
        self.skip_idle_days = skip_idle_days
        self.run_off = scenario.population.book == "run_off"
        self.loss_horizon_days = scenario.loss_horizon_months * DAYS_PER_MONTH
        self.day = self.month = self.day_of_month = self.defaults = 0
        self.factor_scale = factor_scale(scenario.macro)
        self.segments = [self._segment(scenario.population.segments[name]) for name in segment_names(scenario)]
        self.products = [self._product(scenario.products[name]) for name in product_names(scenario)]
        self.loans = [product for product in self.products if not product.is_line]
        lender = scenario.lenders[lender_names(scenario)[0]]
        self.default_days = lender.default.days_past_due
        self.default_takes_all = lender.default.level == "borrower"
        self.probation_days = lender.default.probation_months * DAYS_PER_MONTH
        self.charge_off_days = lender.policy.charge_off.days_past_due
        self.readmission_months = lender.policy.charge_off.readmission_months
        self.platform = Platform(self, lender)
        borrowers = [Borrower(self, record) for record in book.view(np.recarray)]
        self.borrowers = self.agents_by_type[Borrower]
        self.performing = sum(borrower.performing for borrower in borrowers)
        self.platform.open_books(borrowers)
        self.central = central_economies(scenario, 1, scenario.horizon_months)

    @staticmethod
    def _segment(segment: Any) -> SimpleNamespace:
        return flat(segment.income, segment.employment, segment.spending, segment.paying, segment.borrowing)

    @staticmethod
    def _product(product: Any) -> SimpleNamespace:
        plain = flat(product)
        plain.is_line = product.kind == "revolving"
        plain.daily_rate = product.annual_rate / 365
        plain.term_months, plain.term_weights = list(product.terms), list(product.terms.values())
        plain.limit_floor, plain.limit_cap = product.limit_floor * FEN_PER_YUAN, product.limit_cap * FEN_PER_YUAN
        return plain

    def step(self) -> None:
        """A day."""
        self.day += 1
        self.day_of_month = (self.day - 1) % DAYS_PER_MONTH + 1
        if self.day_of_month == 1:
            self.open_month()
        self.borrowers.do("step")
        self.platform.step()

    def open_month(self) -> None:
        """What the economy is like this month."""
        macro, scale = self.scenario.macro, self.factor_scale
        shock = self.random.gauss(0.0, 1.0)
        keep = macro.persistence if self.month else 0.0
        self.standard_factor = (keep * self.standard_factor if keep else 0.0) + math.sqrt(1 - keep * keep) * shock
        factor = scale * self.standard_factor
        economy = self.central[self.month]
        self.month += 1
        self.funding_spread = float(economy["funding_spread"])
        self.recovery_multiple = float(economy["recovery_index"]) * math.exp(-macro.recovery_loading * factor)
        self.job_loss, self.job_finding, self.income_level = [], [], []
        for segment in self.segments:
            hazard = min(1.0, segment.job_loss_monthly * float(economy["job_loss_multiple"]))
            self.job_loss.append(conditional_probability(hazard, math.sqrt(segment.asset_correlation), factor, scale))
            self.job_finding.append(min(1.0, segment.job_finding_monthly * float(economy["job_finding_multiple"])))
            path = float(economy["income_index"]) ** segment.index_elasticity
            self.income_level.append(path * math.exp(-segment.factor_loading * factor))

    def run(self, months: int) -> PlainModel:
        for _ in range(months * DAYS_PER_MONTH):
            self.step()
        return self

    @property
    def default_rate(self) -> float:
        """Share of the borrowers performing at the start that defaulted within the loss horizon."""
        return self.defaults / self.performing if self.performing else 0.0


def conditional_probability(probability: float, loading: float, factor: float, scale: float) -> float:
    """Chance of the event given the macro factor (Vasicek 2002); `scale` is the factor's standard deviation."""
    if not 0 < probability < 1 or loading * scale == 0:
        return probability
    return NORMAL.cdf((NORMAL.inv_cdf(probability) + loading * factor) / math.sqrt(1 - (loading * scale) ** 2))
