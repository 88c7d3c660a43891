using TorchSharp;
using Unseen.Generators;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class WganCriticTests
{
    private const double Lambda = 10;

    [Fact]
    public void LossAndGradient_EqualsAutogradOfTheLossAsPublished()
    {
        using var scope = NewDisposeScope();
        var step = Step(batch: 7, features: 5, descriptor: 4, hidden: 9, classes: 3);
        var (loss, _) = step.Critic.LossAndGradient(step.Real, step.Fake, step.Mix, step.Descriptors, step.Labels, Lambda);
        var derived = step.Critic.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone());

        foreach (var parameter in step.Critic.parameters())
            parameter.grad = null;
        var published = PublishedLoss(step);
        published.backward();

        Assert.Equal(published.item<double>(), loss, 1e-10);
        foreach (var (name, parameter) in step.Critic.named_parameters())
            Assert.True(derived[name].allclose(parameter.grad!, 1e-8, 1e-8), $"the gradient of {name} differs");
    }

    [Fact]
    public void LossAndGradient_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var step = Step(batch: 4, features: 3, descriptor: 2, hidden: 5, classes: 2);
        step.Critic.LossAndGradient(step.Real, step.Fake, step.Mix, step.Descriptors, step.Labels, Lambda);
        var gradients = step.Critic.parameters().Select(p => p.grad!.clone()).ToArray();
        double LossNow() => step.Critic.LossAndGradient(step.Real, step.Fake, step.Mix, step.Descriptors, step.Labels, Lambda).Loss;

        const double h = 1e-6;
        foreach (var (parameter, gradient) in step.Critic.parameters().Zip(gradients))
        {
            using var inference = no_grad();
            var (flat, expected) = (parameter.view(-1), gradient.view(-1));
            for (var i = 0; i < flat.numel(); i++)
            {
                var value = flat[i].item<double>();
                flat[i] = value + h;
                var above = LossNow();
                flat[i] = value - h;
                var below = LossNow();
                flat[i] = value;
                Assert.Equal((above - below) / (2 * h), expected[i].item<double>(), 1e-5);
            }
        }
    }

    [Fact]
    public void LossAndGradient_LossAndDistance_EqualPlainLoops()
    {
        using var scope = NewDisposeScope();
        var step = Step(batch: 3, features: 2, descriptor: 2, hidden: 3, classes: 2);
        var (loss, distance) = step.Critic.LossAndGradient(step.Real, step.Fake, step.Mix, step.Descriptors, step.Labels, Lambda);
        var plain = new PlainCritic(step.Critic, step.Descriptors);
        double gap = 0, penalty = 0;
        for (var i = 0; i < 3; i++)
        {
            var (real, fake, t, label) = (Row(step.Real, i), Row(step.Fake, i), Row(step.Mix, i)[0], (int)step.Labels[i].item<long>());
            gap += (plain.Score(fake, label) - plain.Score(real, label)) / 3;
            double[] between = [.. real.Zip(fake, (r, f) => t * r + (1 - t) * f)];
            var length = Math.Sqrt(plain.Slope(between, label).Sum(g => g * g));
            penalty += (length - 1) * (length - 1) / 3;
        }

        Assert.Equal(gap + Lambda * penalty, loss, 1e-10);
        Assert.Equal(-gap, distance, 1e-10);
    }

    [Fact]
    public void GeneratorGradient_EqualsAutograd()
    {
        using var scope = NewDisposeScope();
        var step = Step(batch: 6, features: 5, descriptor: 3, hidden: 8, classes: 4);
        var derived = step.Critic.GeneratorGradient(step.Fake, step.Descriptors, step.Labels);
        var fake = step.Fake.clone().requires_grad_();
        (-step.Critic.Score(fake, step.Descriptors, step.Labels).mean()).backward();
        Assert.True(derived.allclose(fake.grad!, 1e-10, 1e-10));
    }

    private static Tensor PublishedLoss(CriticStep step)
    {
        var between = (step.Mix * step.Real + (1 - step.Mix) * step.Fake).requires_grad_();
        var slope = autograd.grad([step.Critic.Score(between, step.Descriptors, step.Labels).sum()], [between], retain_graph: true, create_graph: true)[0];
        var penalty = (slope.norm(1) - 1).pow(2).mean();
        var gap = step.Critic.Score(step.Fake, step.Descriptors, step.Labels).mean() - step.Critic.Score(step.Real, step.Descriptors, step.Labels).mean();
        return gap + Lambda * penalty;
    }

    private static CriticStep Step(int batch, int features, int descriptor, int hidden, int classes)
    {
        using var random = new Generator(11);
        var critic = new WganCritic(features, descriptor, hidden, random, CPU);
        critic.to(ScalarType.Float64);
        using (no_grad())
            foreach (var parameter in critic.parameters())
                parameter.normal_(0, 0.7, random); // far from the small initial weights, so that every term counts
        var real = rand(batch, features, dtype: ScalarType.Float64, generator: random);
        var fake = rand(batch, features, dtype: ScalarType.Float64, generator: random);
        var mix = rand(batch, 1, dtype: ScalarType.Float64, generator: random);
        var descriptors = randn(classes, descriptor, dtype: ScalarType.Float64, generator: random);
        return new CriticStep(critic, real, fake, mix, descriptors, randint(classes, [batch], dtype: ScalarType.Int64, generator: random));
    }

    private static double[] Row(Tensor matrix, int row) => matrix[row].data<double>().ToArray();

    private sealed record CriticStep(WganCritic Critic, Tensor Real, Tensor Fake, Tensor Mix, Tensor Descriptors, Tensor Labels);

    /// <summary>The critic in loops over doubles.</summary>
    private sealed class PlainCritic
    {
        private readonly double[][] _featureWeight, _classActivation;
        private readonly double[] _outputWeight;

        public PlainCritic(WganCritic critic, Tensor descriptors)
        {
            var parameters = critic.named_parameters().ToDictionary(p => p.name, p => p.parameter);
            double[][] Rows(Tensor matrix) => [.. Enumerable.Range(0, (int)matrix.shape[0]).Select(i => Row(matrix, i))];
            _featureWeight = Rows(parameters["featureWeight"]);
            _outputWeight = Rows(parameters["outputWeight"])[0];
            var (weight, bias) = (Rows(parameters["descriptorWeight"]), parameters["hiddenBias"].data<double>().ToArray());
            _classActivation = [.. Rows(descriptors).Select(a => weight.Select((row, j) => Dot(row, a) + bias[j]).ToArray())];
        }

        public double Score(double[] x, int label) =>
            _featureWeight.Select((row, j) => Dot(row, x) + _classActivation[label][j]).Select((h, j) => _outputWeight[j] * (h > 0 ? h : 0.2 * h)).Sum();

        public double[] Slope(double[] x, int label) =>
            [.. x.Select((_, d) => _featureWeight.Select((row, j) =>
                _outputWeight[j] * (Dot(row, x) + _classActivation[label][j] > 0 ? 1 : 0.2) * row[d]).Sum())];

        private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
    }
}
