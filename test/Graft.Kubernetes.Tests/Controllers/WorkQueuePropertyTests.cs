using FsCheck;
using FsCheck.Fluent;
using Graft.Kubernetes.Controllers;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Controllers;

/// <summary>Random interleavings of everything that can be done with a queue, against a model of it.</summary>
public sealed class WorkQueuePropertyTests
{
    private enum Act
    {
        Add,
        AddAfter,
        Fail,
        Forget,
        Cancel,
        Take,
        Done,
        Advance,
    }

    [Fact]
    public void Nothing_is_lost_nothing_is_in_work_twice_and_the_order_is_by_priority_and_age() =>
        Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300),
            Prop.ForAll(Steps(), steps => new Run(int.MaxValue, isOrdered: true).Holds(steps))
        );

    [Fact]
    public void With_turns_for_lower_priorities_nothing_is_lost_either_and_the_oldest_of_a_priority_goes_first() =>
        Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300),
            Prop.ForAll(Steps(), steps => new Run(2, isOrdered: false).Holds(steps))
        );

    private static Arbitrary<Step[]> Steps() =>
        Arb.From(
            (
                from act in Gen.Elements(Enum.GetValues<Act>())
                from key in Gen.Choose(0, 4)
                from number in Gen.Choose(0, 6)
                select new Step(act, key, number)
            ).ArrayOf(),
            Shorter
        );

    private static IEnumerable<Step[]> Shorter(Step[] steps) =>
        Enumerable.Range(0, steps.Length).Select(left => steps.Where((_, i) => i != left).ToArray());

    private sealed record Step(Act Act, int Key, int Number);

    private sealed class Run(int turnOfLowerPriority, bool isOrdered)
    {
        private readonly ManualTimeProvider _time = new();
        private readonly WorkQueueModel _model = new();

        public bool Holds(Step[] steps)
        {
            var options = new WorkQueueOptions
            {
                Jitter = 0,
                InitialBackoff = TimeSpan.FromSeconds(1),
                MaximumBackoff = TimeSpan.FromSeconds(8),
                RetryBurst = int.MaxValue,
                TurnOfLowerPriority = turnOfLowerPriority,
            };
            using var queue = new WorkQueue<int>(options, _time, new Random(1));
            foreach (var step in steps)
            {
                Do(queue, step);
                Assert.Equal(_model.Count, queue.Count);
                Assert.Equal(_model.Failures(step.Key), queue.Failures(step.Key));
            }
            Drain(queue);
            return true;
        }

        private void Do(WorkQueue<int> queue, Step step)
        {
            switch (step.Act)
            {
                case Act.Add:
                    queue.Add(step.Key, (WorkPriority)(step.Number % 3));
                    _model.Add(step.Key, (WorkPriority)(step.Number % 3));
                    break;
                case Act.AddAfter:
                    queue.AddAfter(step.Key, TimeSpan.FromSeconds(step.Number));
                    _model.AddAfter(step.Key, step.Number);
                    break;
                case Act.Fail:
                    queue.AddRateLimited(step.Key);
                    _model.AddRateLimited(step.Key);
                    break;
                case Act.Forget:
                    queue.Forget(step.Key);
                    _model.Forget(step.Key);
                    break;
                case Act.Cancel:
                    queue.Cancel(step.Key);
                    _model.Cancel(step.Key);
                    break;
                case Act.Take when _model.Ready.Any():
                    Take(queue);
                    break;
                case Act.Done:
                    queue.Done(step.Key);
                    _model.Done(step.Key);
                    break;
                case Act.Advance:
                    _time.Advance(TimeSpan.FromSeconds(step.Number));
                    _model.Advance(step.Number);
                    break;
            }
        }

        private void Take(WorkQueue<int> queue)
        {
            var take = queue.TakeAsync(CancellationToken.None).AsTask();
            Assert.True(take.IsCompleted, "a key is ready, but not given out");
            var key = take.Result.Key;
            var ready = _model.Ready.ToList();
            Assert.DoesNotContain(key, _model.InWork.Keys);
            Assert.Contains(key, ready);
            var place = _model.PlaceOf(key);
            var first = ready.Select(_model.PlaceOf).First(other => isOrdered || other.Priority == place.Priority);
            Assert.Equal(first, place);
            _model.Take(key);
        }

        private void Drain(WorkQueue<int> queue)
        {
            foreach (var key in _model.InWork.Keys.ToList())
            {
                Do(queue, new Step(Act.Done, key, 0));
            }
            Do(queue, new Step(Act.Advance, 0, 20));
            while (_model.Ready.Any())
            {
                Take(queue);
            }
            Assert.False(_model.HasDue);
            Assert.Equal(0, queue.Count);
        }
    }
}
