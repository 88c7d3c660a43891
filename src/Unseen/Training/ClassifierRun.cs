using System.Globalization;
using System.Runtime.InteropServices;
using Unseen.Checkpoints;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Training;

/// <summary>Trains the classifiers of a run on the seen features of one problem and, if there are any, on
/// pseudo-features.</summary>
internal sealed class ClassifierRun : IResumable, IDisposable
{
    private readonly GzslProblem _problem;
    private readonly RunOptions _options;
    private readonly FeatureMap? _map;
    private readonly int _seed;
    private readonly TrainedMember[] _members;
    private readonly ScoringRule[] _solved;
    private readonly Dictionary<bool, SampleRows> _mapped = []; // by whether they are scaled to unit length
    private FeatureMatrix? _scores;

    /// <summary>Creates the classifiers, untrained.</summary>
    /// <param name="problem">the training samples, descriptors and images to score; must outlive the run</param>
    /// <param name="pseudo">the pseudo-features and the map to the classifiers' space, or null; must outlive the
    /// run</param>
    /// <param name="options">the run's options, with a classifier that is trained by steps</param>
    /// <param name="adjustment">the adjustment, with its strength</param>
    /// <param name="seed">seed of the initial weights and the order of samples</param>
    public ClassifierRun(GzslProblem problem, PseudoFeatures? pseudo, RunOptions options, AdjustmentOptions adjustment,
        int seed)
    {
        using var scope = NewDisposeScope();
        (_problem, _options, _map, _seed) = (problem, options, pseudo?.Map, seed);
        var labels = pseudo is null ? problem.Labels : cat([problem.Labels, pseudo.Labels]);
        var width = _map?.Width ?? problem.FeatureWidth;
        var averages = options.AveragesEpochs;
        _members = [.. options.Classifier.TrainedMembers.Select((member, place) =>
        {
            var memberSeed = Seeds.DeriveForMember(seed, options.Classifier.TrainedMembers.Take(place).Count(
                earlier => earlier.Name == member.Name));
            var classifier = member.Create(problem, width, memberSeed);
            var trainer = new ClassifierTrainer(
                classifier, member.Training, adjustment.Create(problem, options.PseudoPerClass),
                type => Samples(classifier, pseudo, type), labels, memberSeed, options.Precision);
            return new TrainedMember(classifier, trainer, averages && member.Training.FirstAveraged is { } first
                ? (member.Create(problem, width, memberSeed), first) : null);
        })];
        _solved = [.. options.Classifier.SolvedMembers.Select(member => Solve(member, problem))];
    }

    /// <summary>The trained classifiers in their current state. Their logits are averaged.</summary>
    public IReadOnlyList<GzslClassifier> Classifiers => Array.ConvertAll(_members, member => member.Classifier);

    /// <summary>The weight that the untrained members have in the mean of logits, from 0 to 1; 0 if there are no such
    /// members.</summary>
    public double SolvedWeight { get; set; }

    /// <summary>The number of epochs that all classifiers have finished.</summary>
    public int Epoch => _members.Min(member => member.Epoch);

    /// <summary>The first classifier's learning rate in the next epoch.</summary>
    public double LearningRate => _members[0].LearningRate;

    /// <summary>Called after every step; null (default) for none.</summary>
    public Action? StepDone
    {
        set
        {
            foreach (var member in _members)
                member.StepDone = value;
        }
    }

    /// <summary>Converts the current scores of all members to the form that a model file stores.</summary>
    /// <returns>the weighted mean of all members, with tensors of the current dispose scope; null if a member's scores
    /// or their mean do not have this form</returns>
    /// <remarks>The mean has the temperature of its first rule. The member that computes the prototypes of added
    /// classes therefore comes first: these prototypes are divided by the temperature of the mean.</remarks>
    public ScoringRule? ToScoringRule() => ScoringRule.Sum(
    [
        .. _members.Zip(_options.Classifier.TrainedMembers)
            .OrderByDescending(member => member.Second.AddsClassesByDescription)
            .Select(member => (member.First.Classifier.ToScoringRule(), (1 - SolvedWeight) / _members.Length)),
        .. SolvedWeight > 0 ? _solved.Select(rule => ((ScoringRule?)rule, SolvedWeight / _solved.Length)) : [],
    ]);

    /// <summary>Gets the metadata of a model for classes that are added by their description. The weight row of such a
    /// class is a weighted sum of its learned prototype and its descriptor, and the metadata are these two weights.
    /// There are no metadata if the row is the prototype alone.</summary>
    /// <param name="rule">the scores of the model</param>
    public IEnumerable<(string Name, string Value)> WeightsOfAddedClasses(ScoringRule rule)
    {
        if (_solved.Length == 0)
            yield break;
        // without a prototype learner, the descriptor replaces the other members too
        var learns = _options.Classifier.TrainedMembers.Any(member => member.AddsClassesByDescription);
        var scale = _solved.Average(solved => rule.Temperature / solved.Temperature);
        if (learns)
            yield return (UnseenModel.PrototypeWeightKey, Text(1 - SolvedWeight));
        yield return (UnseenModel.DescriptorWeightKey, Text((learns ? SolvedWeight : 1) * scale));

        static string Text(double weight) => weight.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Trains up to the end of an epoch, and returns the mean loss of the last epoch.</summary>
    public double TrainTo(int epoch, CancellationToken cancellation) =>
        _members.Average(member => member.TrainTo(epoch, cancellation));

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        foreach (var (place, member) in _members.Index())
            state.Sync($"member{place}", member);
    }

    /// <summary>Computes U and S on the problem's images.</summary>
    public SeenUnseenPoint Accuracy(double gamma) =>
        GzslMetrics.Accuracy(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>Computes all metrics on the problem's images.</summary>
    public GzslResult Evaluate(double gamma) =>
        GzslMetrics.Evaluate(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>Finds the constant γ that gives the largest H on the problem's images when it is subtracted from seen
    /// scores; null if only seen or only unseen classes have images.</summary>
    public double? BestGamma() =>
        SeenUnseenCurve.Trace(Scores(), _problem.ScoredLabels, _problem.IsSeen).BestGamma;

    /// <summary>Computes the mean logits of the problem's images to score, in chunks; [M, C], valid until the next
    /// call.</summary>
    public FeatureMatrix Scores() => Scores(SolvedWeight);

    /// <summary>The same as <see cref="Scores()"/>, with another <see cref="SolvedWeight"/>.</summary>
    public FeatureMatrix Scores(double solvedWeight)
    {
        using var inference = no_grad();
        var samples = _problem.ScoredLabels.Length;
        var classes = _problem.IsSeen.Length;
        _scores ??= new FeatureMatrix(new float[(long)samples * classes], samples, classes);
        var classifiers = Classifiers;
        var perChunk = SamplesPerChunk(classes);
        for (long start = 0; start < samples; start += perChunk)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(perChunk, samples - start);
            var sum = classifiers.Select(classifier => classifier.Score(Scored(classifier.UsesUnitLength)
                .Slice(start, count))).Aggregate((left, right) => left.Plus(right)); // [B, C]
            var mean = sum.Over(classifiers.Count).TimesInPlace(1 - solvedWeight);
            foreach (var rule in solvedWeight > 0 ? _solved : [])
            {
                mean.PlusScaledInPlace(Scored(unitLength: true).Slice(start, count).mm(rule.Weight.t()),
                    solvedWeight / _solved.Length / rule.Temperature);
                if (rule.Bias is not null)
                    mean.PlusScaledInPlace(rule.Bias, solvedWeight / _solved.Length);
            }

            var logits = mean.cpu().contiguous();
            MemoryMarshal.Cast<byte, float>(logits.bytes).CopyTo(_scores.Values.AsSpan((int)(start * _scores.Columns)));
        }

        return _scores;
    }

    /// <summary>Computes how many images can be scored at once. Their logits have at most 2³⁰ bytes, because a span of
    /// bytes cannot have 2³¹.</summary>
    /// <param name="classes">C, at most 2²⁸</param>
    internal static int SamplesPerChunk(int classes) => Math.Min(1 << 15, (1 << 28) / classes);

    public void Dispose()
    {
        foreach (var member in _members)
            member.Dispose();
        foreach (var rule in _solved)
        {
            rule.Weight.Dispose();
            rule.Bias?.Dispose();
        }

        foreach (var rows in _mapped.Values)
            rows.Dispose();
    }

    private static ScoringRule Solve(SolvedClassifierOptions member, GzslProblem problem)
    {
        using var solver = member.CreateSolver(problem);
        var rule = solver.Solve(member.Candidates[0]);
        rule.Weight.DetachFromDisposeScope();
        rule.Bias?.DetachFromDisposeScope();
        return rule;
    }

    private SampleRows Scored(bool unitLength)
    {
        if (_map is null)
            return _problem.ScoredRows(ScalarType.Float32, unitLength);
        if (!_mapped.TryGetValue(unitLength, out var rows))
            rows = _mapped[unitLength] = _problem.Mapped(train: false, _map, ScalarType.Float32, unitLength);
        return rows;
    }

    /// <summary>Gets the real samples followed by the pseudo-features, all of them mapped if there is a map.</summary>
    private JoinedRows Samples(GzslClassifier classifier, PseudoFeatures? pseudo, ScalarType type)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var features = pseudo?.Features ?? empty(0, _problem.FeatureWidth, device: _problem.Labels.device);
        var mapped = pseudo is { AreMapped: true } ? features : _map?.Apply(features) ?? features;
        var second = classifier.Prepare(mapped).to(type).alias().DetachFromDisposeScope();
        var unitLength = classifier.UsesUnitLength;
        if (_map is null)
            return new JoinedRows(_problem.TrainRows(type, unitLength), second);
        using var random = Seeds.Stream(_seed, "mapped samples", _problem.Labels.device);
        return new JoinedRows(_problem.Mapped(train: true, _map, type, unitLength, random), second, ownsFirst: true);
    }
}
